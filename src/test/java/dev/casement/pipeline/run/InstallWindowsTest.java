package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.guest.GuestMessage.Event;
import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.Sharing;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.AnswerFileAuthor;
import dev.casement.pipeline.setup.AuthorSetupMedia;
import dev.casement.pipeline.setup.BuildSecrets;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallWindowsTest {
  @TempDir Path directory;

  private static InstalledDisk install(OneStage stage) {
    WindowsSource source = stage.source(stage.recipe);
    SetupMedia media =
        new AuthorSetupMedia(
                new AnswerFileAuthor(stage.recipe),
                stage.author,
                BuildSecrets.random(),
                stage.recipe)
            .run(source, stage.context());
    return new InstallWindows(stage.runs(stage.recipe), stage.authorSetupMedia(), stage.recipe)
        .run(media, stage.context());
  }

  @Test
  void bootsSetupWithAnEmptyDiskOfTheRecipesSize() throws IOException {
    OneStage stage = new OneStage(directory, GuestScript::works);

    InstalledDisk installed = install(stage);

    assertThat(stage.hypervisor.disks())
        .containsExactly(Map.entry(installed.checkpoint().disk(), stage.recipe.machine().disk()));
    assertThat(stage.machine().disk()).isEqualTo(installed.checkpoint().disk());
    assertThat(stage.cds()).startsWith(stage.iso());
    assertThat(stage.hypervisor.sharing(stage.iso())).isEqualTo(Sharing.SHARED);
    // The others contain the build's password.
    assertThat(stage.cds().stream().skip(1))
        .isNotEmpty()
        .allMatch(cd -> stage.hypervisor.sharing(cd) == Sharing.OF_RUN);
    assertThat(stage.machine().network()).isEqualTo(stage.recipe.machine().network());
    assertThat(installed.checkpoint().reports().getLast().run()).isEqualTo("install");
    assertThat(installed.checkpoint().reports().getLast().steps())
        .extracting(GuestReport.StepDone::id)
        .last()
        .isEqualTo("sign-off");
  }

  @Test
  void aPowerOffInTheMiddleOfAStepIsNoSuccess() throws IOException {
    OneStage stage =
        new OneStage(
            directory,
            (job, machine, screen) -> {
              GuestScript.says(screen, job, 1, Event.STARTED, job.steps().getFirst(), "");
              screen.then(new MachineEvent.PoweredOff());
            });

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> install(stage))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NO_SIGN_OFF));
    assertThat(stage.hypervisor.started()).allMatch(machine -> machine.isClosed());
  }
}
