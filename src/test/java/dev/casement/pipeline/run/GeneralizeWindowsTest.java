package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestReport;
import dev.casement.report.BuildEvent;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneralizeWindowsTest {
  @TempDir Path directory;

  private static GeneralizedDisk generalize(OneStage stage) {
    UpdatedDisk updated = UpdatedDisk.withoutUpdates(stage.installed(stage.recipe));
    return new GeneralizeWindows(stage.runs(stage.recipe), stage.author, stage.recipe)
        .run(updated, stage.context());
  }

  @Test
  void endsWithSysprepAndItsOwnAnswerFile() throws IOException {
    OneStage stage = new OneStage(directory, GuestScript::works);

    GeneralizedDisk generalized = generalize(stage);

    assertThat(generalized.reports())
        .extracting(GuestReport::run)
        .containsExactly("install", "generalize");
    assertThat(generalized.reports().getLast().steps())
        .extracting(GuestReport.StepDone::id)
        .endsWith("clean-up", "free-space", "sysprep", "sign-off");
    assertThat(OneStage.text(stage.cds().getFirst(), "casement/unattend.xml"))
        .contains("<unattend")
        .doesNotContain("AutoLogon");
    assertThat(stage.contexts.events()).noneMatch(BuildEvent.Warning.class::isInstance);
  }

  @Test
  void warnsOfABootManagerThatCloudsWithTheOldAuthorityWillNotStart() throws IOException {
    OneStage stage =
        new OneStage(
            directory,
            (job, machine, screen) -> GuestScript.works(job, screen, "Windows UEFI CA 2023"));

    generalize(stage);

    assertThat(stage.contexts.events())
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .singleElement()
        .asString()
        .contains("Windows UEFI CA 2023");
  }
}
