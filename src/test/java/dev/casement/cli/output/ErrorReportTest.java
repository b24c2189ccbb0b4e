package dev.casement.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorReportTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ErrorReport report =
      new ErrorReport(new PrintStream(err, true, StandardCharsets.UTF_8), false);

  @Test
  void theStageComesBeforeTheColonOfAList() {
    BuildException failure =
        new BuildException(
            Failure.VERIFY,
            "the disk has errors:\n    no Windows\n    no boot files",
            "build again");
    BuildFailed event =
        new BuildFailed(
            Instant.EPOCH,
            failure.failure(),
            Optional.of("VerifyDisk"),
            failure.what(),
            failure.remedy(),
            Optional.empty());

    report.show(failure, Optional.of(event), Optional.of(Duration.ofSeconds(3)));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            error: the disk has errors (stage VerifyDisk, after 3s):
                  no Windows
                  no boot files
              next: build again
            """);
  }

  @Test
  void withoutAStageTheColonStays() {
    report.show(new BuildException(Failure.RECIPE, "these do not exist:\n    a.ps1", "add them"));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("error: these do not exist:\n      a.ps1\n  next: add them\n");
  }
}
