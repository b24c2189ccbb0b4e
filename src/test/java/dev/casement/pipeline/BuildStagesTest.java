package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BuildStagesTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| (\\d+) \\| (\\w+) \\|", Pattern.MULTILINE);

  /** The last row is PublishImage, which only follows with --publish. */
  @Test
  void theManualListsTheStagesInTheirOrder() throws IOException {
    List<MatchResult> rows =
        ROW.matcher(Files.readString(Path.of("docs/execution-flow.md"))).results().toList();

    List<String> stages = Builds.stages();
    assertThat(rows).hasSize(stages.size() + 1);
    for (int i = 0; i < stages.size(); i++) {
      assertThat(rows.get(i).group(1)).isEqualTo(Integer.toString(i + 1));
      assertThat(rows.get(i).group(2)).isEqualTo(stages.get(i));
    }
  }
}
