package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.GrubGuest;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.Builds;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script that {@code plan --script} prints for VirtualBox, run by VirtualBox itself. */
@ResourceLock(RealVirtualBox.LOCK)
class GeneratedScriptIT {
  private static CommandRunner runner;

  @TempDir Path directory;

  @BeforeAll
  static void setUp() {
    runner = RealVirtualBox.runner();
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows-7", "windows-server-2022"})
  void scriptsOfTheExamplesPassShellcheck(String example) throws Exception {
    Path script = script(Path.of("examples", example + ".yaml"));

    new SystemCommandRunner()
        .runOk(
            HostCommand.of(Duration.ofMinutes(1), "shellcheck", "--shell=sh", script.toString()));
  }

  @Test
  void theScriptOfTheExampleHasEveryStepOfTheArticle() throws Exception {
    String script = Files.readString(script(Path.of("examples/windows-7.yaml")));
    String vm = " casement-windows-7 ";

    assertThat(script)
        .containsSubsequence(
            "VBoxManage createmedium disk --filename",
            "VBoxManage createvm --name" + vm + "--ostype Windows7_64",
            "VBoxManage modifyvm" + vm + "--cpus 2 --memory 4096 --vram 24 --ioapic on",
            "VBoxManage modifyvm" + vm + "--boot1 disk --boot2 dvd --boot3 none --boot4 none",
            "VBoxManage storagectl" + vm + "--name SATA --add sata",
            "VBoxManage storageattach" + vm + "--storagectl SATA --port 0 --device 0 --type hdd",
            "VBoxManage storagectl" + vm + "--name IDE --add ide",
            "VBoxManage storageattach" + vm + "--storagectl IDE --port 0 --device 0 --type dvd",
            "en_windows_7_professional_with_sp1_x64_dvd.iso",
            "VBoxManage storageattach" + vm + "--storagectl IDE --port 0 --device 1 --type dvd",
            "virtio-win-0.1.173.iso",
            "VBoxManage storagectl" + vm + "--name Floppy --add floppy",
            "VBoxManage storageattach" + vm + "--storagectl Floppy --port 0 --device 0 --type fdd",
            "VBoxManage modifyvm" + vm + "--nic1 nat",
            "VBoxManage modifyvm" + vm + "--nic2 nat --nictype2 virtio",
            "VBoxManage startvm" + vm,
            "VBoxManage unregistervm" + vm + "--delete",
            "VBoxManage startvm" + vm,
            "VBoxManage unregistervm" + vm + "--delete",
            "qemu-img convert -p -f vdi -O qcow2");
  }

  /** The stand-in powers off at once: the script has to notice that it did nothing. */
  @Test
  void theScriptRunsTheMachineRemovesItAndMissesTheSignOff() throws Exception {
    GrubGuest guest = GrubGuest.write(directory, "", "");
    Path recipe = recipe();
    Path script = script(recipe);
    Files.copy(guest.bootDvd(), directory.resolve("install.iso"));
    Files.copy(guest.secondDvd(), directory.resolve("drivers.iso"));
    Path byHand = directory.resolve("work/by-hand/windows-7");
    Files.createDirectories(byHand.resolve("media"));
    Files.copy(guest.floppy().orElseThrow(), byHand.resolve("media/install.img"));
    Files.copy(guest.floppy().orElseThrow(), byHand.resolve("media/generalize.img"));
    Files.copy(guest.secondDvd(), byHand.resolve("media/generalize-payload.iso"));

    CommandResult result =
        new SystemCommandRunner()
            .run(
                new HostCommand(
                    List.of("sh", script.toString()),
                    Duration.ofMinutes(5),
                    Optional.empty(),
                    Map.of("PATH", RealVirtualBox.bin() + ":/usr/bin:/bin:/usr/sbin")),
                line -> {});

    assertThat(result.stderr()).contains("powered off without sign-off");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.stdout()).contains("successfully started");
    assertThat(RealVirtualBox.list("vms")).isBlank();
    assertThat(directory.resolve("work/virtualbox/casement/casement-windows-7")).doesNotExist();
    assertThat(RealVirtualBox.list("hdds")).doesNotContain(directory.toString());
    assertThat(
            new QemuImg(new SystemCommandRunner())
                .info(new VirtualDisk(byHand.resolve("disk.vdi"), DiskFormat.VDI))
                .virtualSize())
        .isEqualTo(DataSize.gibibytes(40));
  }

  /** The example, with media that are there. */
  private Path recipe() throws IOException {
    String example = Files.readString(Path.of("examples/windows-7.yaml"));
    // Planning reads the install medium if it is there; it is put there after that.
    return Files.writeString(
        directory.resolve("recipe.yaml"),
        example
            .replace("../iso/en_windows_7_professional_with_sp1_x64_dvd.iso", "install.iso")
            .replace("../iso/virtio-win-0.1.173.iso", "drivers.iso")
            .replace("../iso/CloudbaseInitSetup_Stable_x64.msi", "cloudbase-init.msi"));
  }

  private Path script(Path recipeFile) throws IOException {
    Recipe recipe = new RecipeFile(recipeFile, Map.of()).read();
    Hypervisor virtualBox =
        new VirtualBoxHypervisor(
            runner, directory.resolve("work/virtualbox"), Clock.systemUTC(), false);
    String text = Builds.in(directory, recipe, virtualBox, runner).script(false);
    return Files.writeString(directory.resolve("build.sh"), text);
  }
}
