package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Updates;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateWindowsTest {
  @TempDir Path directory;
  private OneStage stage;

  @BeforeEach
  void prepare() throws IOException {
    stage = new OneStage(directory, GuestScript::works);
  }

  private UpdatedDisk update(Updates updates) {
    Recipe recipe = Recipes.with(stage.recipe, updates);
    return new UpdateWindows(stage.runs(recipe), stage.author, recipe)
        .run(stage.installed(recipe), stage.context());
  }

  @Test
  void aServerIsReachedAndTheInstallMediumLeftOut() {
    UpdatedDisk updated = update(Updates.fromMicrosoft());

    assertThat(stage.machine().network()).isEqualTo(Network.OUTBOUND);
    assertThat(stage.machine().disk()).isEqualTo(updated.checkpoint().disk());
    assertThat(stage.cds()).doesNotContain(stage.iso());
    assertThat(updated.checkpoint().reports())
        .extracting(GuestReport::run)
        .as("what run install said comes first")
        .containsExactly("install", "update");
    assertThat(updated.checkpoint().reports().getLast().facts())
        .contains(new GuestReport.Fact("update.installed", "KB1"));
  }

  @Test
  void packagesAreOnTheMediumAndNeedNoNetwork() throws IOException {
    Path packages = Files.createDirectories(directory.resolve("msu"));
    Files.writeString(packages.resolve("windows10.0-kb5031364-x64.MSU"), "an update");
    Files.writeString(packages.resolve("readme.txt"), "no update");

    update(new Updates(Optional.of(packages), Optional.empty()));

    assertThat(stage.machine().network()).isEqualTo(Network.ISOLATED);
    Path cd = stage.cds().getFirst();
    assertThat(OneStage.text(cd, "casement/payload/updates/001-windows10.0-kb5031364-x64.msu"))
        .isEqualTo("an update");
  }

  @Test
  void aDirectoryWithoutPackagesIsTheRecipesFault() throws IOException {
    Path packages = Files.createDirectories(directory.resolve("msu"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> update(new Updates(Optional.of(packages), Optional.empty())))
        .withMessageContaining("there are no .msu or .cab files in " + packages)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE));
    assertThat(stage.hypervisor.machines()).isEmpty();
  }
}
