package dev.casement.pipeline.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.run.OneStage;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorSetupMediaTest {
  @TempDir Path directory;
  private final BuildSecrets secrets = BuildSecrets.random();
  private OneStage stage;

  @BeforeEach
  void prepare() throws IOException {
    stage =
        new OneStage(
            directory,
            (job, machine, screen) -> {
              throw new AssertionError("no machine is needed");
            });
  }

  private AuthorSetupMedia author() {
    return new AuthorSetupMedia(
        new AnswerFileAuthor(stage.recipe), stage.author, secrets, stage.recipe);
  }

  @Test
  void writesTheAnswerFileWhereSetupLooksAndTheJobBesideIt() {
    SetupMedia media = author().run(stage.source(stage.recipe), stage.context());

    Path cd = media.cds().getFirst();
    assertThat(OneStage.text(cd, "Autounattend.xml")).contains(secrets.password().reveal());
    assertThat(OneStage.text(cd, "casement/job.xml"))
        .contains("run=\"install\"", media.job().token())
        .doesNotContain(secrets.password().reveal());
    assertThat(media.source().release()).isEqualTo(Release.SERVER_2022);
  }

  @Test
  void everyMediumHasATokenOfItsOwn() {
    WindowsSource source = stage.source(stage.recipe);

    assertThat(author().run(source, stage.context()).job().token())
        .isNotEqualTo(author().run(source, stage.context()).job().token());
  }

  @Test
  void layingOutWritesNothing() throws IOException {
    SetupMedia media = author().layOut(stage.source(stage.recipe));

    assertThat(media.cds()).isNotEmpty().allMatch(Files::notExists);
    try (var files = Files.list(stage.directories.media())) {
      assertThat(files).isEmpty();
    }
  }
}
