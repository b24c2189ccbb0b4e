package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.qemu.QemuHypervisor;
import dev.casement.hypervisor.virtualbox.VirtualBoxHypervisor;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.BuildPlan;
import dev.casement.pipeline.Builds;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.yaml.RecipeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says of how the install medium boots. */
class PlannedBootTest {
  private static final String OVERLAY = "qemu-img create -q -f qcow2 -F raw -b ";
  private static final String KEY = "sendkey up";

  private final CommandRunner commands = new SystemCommandRunner();
  @TempDir Path directory;

  @Test
  void withANoPromptImageQemuGetsAnOverlayAndNoKeyIsPressed() throws Exception {
    Path iso = InstallIso.writeWithNoPromptImage(directory);
    Build build = build(qemu());

    BuildPlan plan = build.plan();
    String state = directory.resolve("work/builds/plain/state").toString();
    assertThat(plan.hypervisorCommand().orElseThrow())
        .containsSubsequence(
            OVERLAY + iso + " " + state + "/boot-cd.qcow2\n",
            "qemu-io -f qcow2 -c 'write -q -P 0x",
            "qemu-system-x86_64",
            "driver=qcow2,node-name=cd0,read-only=on,file.driver=file,file.filename="
                + state
                + "/boot-cd.qcow2",
            "bootindex=1");
    assertThat(installStage(plan))
        .endsWith("; boots without a key, from the medium's efisys_noprompt.bin");
    assertThat(plan.assumptions()).isEmpty();

    String script = build.script(false);
    assertThat(script).containsOnlyOnce(OVERLAY).doesNotContain("sendkey", "spc");
    assertPassesShellcheck(script);
  }

  @Test
  void withoutOneTheUpArrowIsPressed() throws Exception {
    InstallIso.write(directory);
    Build build = build(qemu());

    BuildPlan plan = build.plan();
    assertThat(plan.hypervisorCommand().orElseThrow())
        .contains("driver=raw,node-name=cd0")
        .doesNotContain(OVERLAY);
    assertThat(installStage(plan))
        .endsWith("; the up arrow is pressed for the medium's \"Press any key\"");
    assertThat(build.script(false)).doesNotContain(OVERLAY, "spc").containsOnlyOnce(KEY);
  }

  @Test
  void virtualBoxPressesTheUpArrowWhateverIsOnTheMedium() throws Exception {
    InstallIso.writeWithNoPromptImage(directory);
    Build build = build(new VirtualBoxHypervisor(nothing(), directory, Clock.systemUTC(), false));

    assertThat(installStage(build.plan())).contains("the up arrow is pressed");
    String script = build.script(false);
    assertThat(script)
        .containsOnlyOnce("VBoxManage controlvm casement-plain keyboardputscancode e0 48 e0 c8")
        .contains("--rtcuseutc on --biossystemtimeoffset 0 ")
        .doesNotContain("qemu-io", " 39 b9");
    assertPassesShellcheck(script);
  }

  @Test
  void withoutTheMediumItSaysWhatWillDependOnIt() throws Exception {
    BuildPlan plan = build(qemu()).plan();

    assertThat(plan.assumptions())
        .anySatisfy(
            assumption ->
                assertThat(assumption)
                    .contains(
                        "efi/microsoft/boot/efisys_noprompt.bin", "no key is pressed", "up arrow"));
  }

  @Test
  void withBiosNothingIsAsked() throws Exception {
    InstallIso.writeWithNoPromptImage(directory);
    Build build = build(qemu(), "machine: { firmware: bios, diskBus: sata }\n");

    assertThat(installStage(build.plan())).endsWith("drivers");
    assertThat(build.script(false)).doesNotContain(OVERLAY, "sendkey");
  }

  @Test
  void aScriptSetsTheHardwareClockToTheGuestsLocalTime() throws Exception {
    InstallIso.write(directory);
    String zone = "windows: { productKey: none, timeZone: W. Europe Standard Time }\n";
    Build build = build(qemu(), zone + "machine: { diskBus: sata }\n");

    String script = build.script(false);
    assertThat(script)
        .containsSubsequence(
            "now=$(TZ=Europe/Berlin date +%Y-%m-%dT%H:%M:%S)\n",
            " -rtc \"base=$now,driftfix=slew\" ");
    assertPassesShellcheck(script);
  }

  private static String installStage(BuildPlan plan) {
    return plan.stages().stream()
        .filter(stage -> stage.stage().equals("InstallWindows"))
        .findFirst()
        .orElseThrow()
        .summary();
  }

  private void assertPassesShellcheck(String script) throws IOException {
    Path file = Files.writeString(directory.resolve("build.sh"), script);
    commands.runOk(
        HostCommand.of(Duration.ofMinutes(1), "shellcheck", "--shell=sh", file.toString()));
  }

  private Hypervisor qemu() {
    return new QemuHypervisor(
        commands, directory.resolve("cache"), Clock.systemUTC(), Optional.empty());
  }

  /** A host without VirtualBox. */
  private CommandRunner nothing() {
    return new SystemCommandRunner(List.of(directory));
  }

  private Build build(Hypervisor hypervisor) throws IOException {
    return build(hypervisor, "machine: { diskBus: sata }\n");
  }

  private Build build(Hypervisor hypervisor, String more) throws IOException {
    String windows = more.contains("windows:") ? "" : "windows: { productKey: none }\n";
    Path recipe =
        Files.writeString(
            directory.resolve("recipe.yaml"),
            "name: plain\nmedia: { install: { path: install.iso } }\n"
                + (Files.exists(directory.resolve("install.iso"))
                    ? windows
                    : "windows: { release: windows-server-2022, productKey: none }\n")
                + more);
    return Builds.in(directory, new RecipeFile(recipe, Map.of()).read(), hypervisor, commands);
  }
}
