package dev.casement.pipeline.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.pipeline.trial.InstanceWords;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Records;
import dev.casement.recipe.VerifySettings;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules themselves have their own tests. */
class VerifyDiskTest {
  @TempDir Path directory;
  private final StageContexts contexts = new StageContexts();
  private final FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works);
  private OneStage stage;
  private VirtualDisk disk;

  @BeforeEach
  void anEmptyDisk() throws IOException {
    stage = new OneStage(directory, GuestScript::works);
    disk = new VirtualDisk(directory.resolve("disk.qcow2"), DiskFormat.QCOW2);
    OneStage.qemuImg().create(disk.path(), disk.format(), DataSize.gibibytes(40));
  }

  @Test
  void anErrorStopsTheBuildAndSaysWhereTheDiskIs() {
    BuildException failure = catchThrowableOfType(BuildException.class, () -> verify(stage.recipe));

    assertThat(failure.failure()).isEqualTo(Failure.VERIFY);
    assertThat(failure.what())
        .startsWith("the disk has errors; it is kept as " + disk.path() + ":\n")
        .contains("there is no Windows on it [no-windows]; check that");
    assertThat(failure.remedy()).contains("docs/verify.md", "verify.allow");
  }

  @Test
  void anErrorThatTheRecipeAllowsIsAWarningAndStaysOnRecord() {
    Recipe recipe =
        Records.with(
            stage.recipe,
            "verify",
            new VerifySettings(false, List.of("no-windows", "no-boot-partition")));

    VerifiedDisk verified = verify(recipe);

    assertThat(contexts.events())
        .filteredOn(BuildEvent.DiskVerified.class::isInstance)
        .flatExtracting(event -> ((BuildEvent.DiskVerified) event).findings())
        .extracting("rule")
        .containsExactly("no-boot-partition", "no-windows");
    assertThat(contexts.events())
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .extracting(event -> ((BuildEvent.Warning) event).text())
        .containsExactly(
            "allowed: the partition table: there is no partition table [no-boot-partition]",
            "allowed: the disk: there is no Windows on it [no-windows]");
    assertThat(verified.findings())
        .extracting(finding -> finding.rule().id())
        .containsExactly("no-boot-partition", "no-windows");
    assertThat(verified.inventory()).isEmpty();
  }

  @Test
  void aDiskWithErrorsIsNotBooted() {
    Recipe recipe =
        Records.with(stage.recipe, "verify", new VerifySettings(true, List.of("no-windows")));

    assertThat(catchThrowableOfType(BuildException.class, () -> verify(recipe)).what())
        .contains("no-boot-partition");
    assertThat(hypervisor.machines()).isEmpty();
  }

  @Test
  void bootsACopyAndKeepsItsScreenAndWhatWasHeard() {
    hypervisor.playsInstances(InstanceWords::works);

    VerifiedDisk verified = verify(booted());

    assertThat(verified.trial())
        .hasValueSatisfying(trial -> assertThat(trial.hostName()).hasValue("casement-trial"));
    assertThat(stage.directories.trialScreenshot()).isNotEmptyFile();
    assertThat(contexts.events())
        .filteredOn(BuildEvent.Warning.class::isInstance)
        .extracting(event -> ((BuildEvent.Warning) event).text())
        .contains("trial boot: cloudbase-init: a doubt")
        .noneMatch(text -> text.contains("admin_pass"));
  }

  @Test
  void aCopyThatDoesNotComeUpStopsTheBuild() {
    hypervisor.playsInstances(machine -> machine.then(new MachineEvent.PoweredOff()));

    BuildException failure = catchThrowableOfType(BuildException.class, () -> verify(booted()));

    assertThat(failure.failure()).isEqualTo(Failure.VERIFY);
    assertThat(failure.what())
        .isEqualTo("trial boot (sata disk, uefi): the machine powered off by itself");
    assertThat(stage.directories.trialScreenshot()).doesNotExist();
  }

  /** Its limit, and the run whose logs are evidence, are there only with a boot. */
  @Test
  void hasTimeAndEvidenceForABootOnlyIfThereIsOne() {
    VerifyDisk without = stage(stage.recipe);
    VerifyDisk with = stage(booted());

    assertThat(without.limit().time()).isEqualTo(Duration.ofMinutes(10));
    assertThat(without.guestRun()).isEmpty();
    assertThat(without.summary()).doesNotContain("boot");
    assertThat(with.limit().time()).isEqualTo(Duration.ofMinutes(25));
    assertThat(with.limit().remedy()).contains("limits.boot");
    assertThat(with.guestRun()).hasValue("boot");
    assertThat(with.summary()).contains("boot a throw-away copy");
  }

  private Recipe booted() {
    return Records.with(
        stage.recipe,
        "verify",
        new VerifySettings(true, List.of("no-windows", "no-boot-partition")));
  }

  private VerifyDisk stage(Recipe recipe) {
    return new VerifyDisk(recipe, hypervisor, stage.directories);
  }

  private VerifiedDisk verify(Recipe recipe) {
    return stage(recipe)
        .run(
            new GeneralizedDisk(stage.source(recipe), hypervisor.importDisk(disk), List.of()),
            contexts.context());
  }
}
