package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.files.LockFile;
import dev.casement.hypervisor.virtualbox.FakeVBoxManage;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.process.CommandResult;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of VirtualBox on hosts that have none, or another one. */
@Tag("host-locale")
class VirtualBoxCommandsTest {
  private static final String[] ON_VIRTUALBOX = {
    "plan", "examples/windows-7.yaml", "--hypervisor", "virtualbox"
  };

  /** VirtualBox says that these are there. */
  private final List<String> machines = new ArrayList<>(List.of("running", "left_1", "left-2"));

  private final List<String> stubborn = new ArrayList<>();

  @TempDir Path work;

  @Test
  void aScriptForVirtualBoxIsPrintedWhereThereIsNone() {
    Shell shell = new Shell(new SystemCommandRunner(List.of()));

    assertThat(run(shell, "--script")).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains("# For VirtualBox 7.2; here, VBoxManage is not on PATH\n")
        .contains("VBoxManage createvm --name casement-windows-7 ");
  }

  @Test
  void aPlanForVirtualBoxPublishesTheImageOnTheBusThatWindowsHasBound() {
    Shell shell = new Shell(new SystemCommandRunner(List.of()));

    assertThat(run(shell)).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains("diskBus: virtio\n", "  hw_disk_bus: scsi\n", "  hw_scsi_model: virtio-scsi\n");
  }

  @Test
  void aVersionThatIsNotSupportedIsNamed() throws IOException {
    Files.createDirectories(work.resolve("virtualbox"));
    Shell shell =
        new Shell(new FakeVBoxManage(arguments -> FakeVBoxManage.says("6.0.24r139119\n")));

    assertThat(
            shell.run(
                "clean", "--work-dir", work.toString(), "--output", work.resolve("out").toString()))
        .isEqualTo(Failure.MISSING_TOOL.exitCode());
    assertThat(shell.err()).contains("VirtualBox 6.0.24r139119 is not supported", "next: install");
  }

  @Test
  void cleaningLeavesTheMachineOfARunningBuild() throws IOException {
    Shell shell = new Shell(new FakeVBoxManage(this::answer));
    try (LockFile lock = BuildLock.ofBuild(work, "running")) {
      assertThat(lock).isNotNull();
      assertThat(
              shell.run(
                  "clean",
                  "--work-dir",
                  work.toString(),
                  "--output",
                  work.resolve("out").toString()))
          .as(shell.err())
          .isZero();
    }

    assertThat(shell.out().lines())
        .hasSize(3)
        .contains("removed casement-left_1", "removed casement-left-2")
        .anyMatch(line -> line.startsWith("left casement-running: another build"));
    assertThat(machines).containsExactly("running");
  }

  @Test
  void cleaningLeavesTheMachineOfAnAbortedBuildUnlessToldOtherwise() throws IOException {
    Path kept = Files.createDirectories(work.resolve("builds/left_1"));
    Files.createFile(kept.resolve("kept"));
    Shell shell = new Shell(new FakeVBoxManage(this::answer));
    String[] clean = {"clean", "--work-dir", work.toString(), "--output", work.toString()};

    assertThat(shell.run(clean)).as(shell.err()).isZero();

    assertThat(shell.out())
        .contains("left casement-left_1: it was kept when its build failed; --failed removes it\n");
    assertThat(machines).containsExactly("left_1");
    assertThat(kept).exists();

    assertThat(
            shell.run(
                Stream.concat(Stream.of(clean), Stream.of("--failed")).toArray(String[]::new)))
        .isZero();
    assertThat(machines).isEmpty();
    assertThat(kept).doesNotExist();
  }

  /** Its machine may use them. */
  @Test
  void theFilesOfAMachineThatCannotBeRemovedStay() throws IOException {
    stubborn.add("left_1");
    Path files = Files.createDirectories(work.resolve("builds/left_1"));
    Path others = Files.createDirectories(work.resolve("builds/gone"));
    Shell shell = new Shell(new FakeVBoxManage(this::answer));

    assertThat(shell.run("clean", "--work-dir", work.toString(), "--output", work.toString()))
        .isEqualTo(Failure.HOST.exitCode());

    assertThat(files).exists();
    assertThat(others).doesNotExist();
  }

  @Test
  void machinesThatCannotBeRemovedKeepNoOtherFromIt() {
    stubborn.addAll(List.of("running", "left_1"));
    Shell shell = new Shell(new FakeVBoxManage(this::answer));

    assertThat(
            shell.run(
                "clean", "--work-dir", work.toString(), "--output", work.resolve("out").toString()))
        .isEqualTo(Failure.HOST.exitCode());
    assertThat(shell.out()).isEqualTo("removed casement-left-2\n");
    assertThat(shell.err())
        .contains("error: the VM casement-running is still there: ", "cannot be closed")
        .contains("  also:  the VM casement-left_1 is still there: ", "casement clean");
  }

  private int run(Shell shell, String... more) {
    List<String> line = new ArrayList<>(List.of(ON_VIRTUALBOX));
    line.addAll(List.of(more));
    line.addAll(List.of("--work-dir", work.toString()));
    return shell.run(line.toArray(String[]::new));
  }

  /** As VirtualBox; a machine's identifier ends in its place in the list. */
  private CommandResult answer(List<String> arguments) {
    String last = arguments.getLast();
    return switch (arguments.getFirst()) {
      case "--version" -> FakeVBoxManage.says("7.2.22r1\n");
      case "list" -> FakeVBoxManage.says(last.equals("--long") ? "" : list());
      case "showvminfo" -> info(arguments.get(1));
      case "unregistervm" -> {
        String machine = arguments.get(1).substring("casement-".length());
        if (stubborn.contains(machine)) {
          yield FakeVBoxManage.fails("VBoxManage: error: it cannot be closed\n");
        }
        machines.remove(machine);
        yield FakeVBoxManage.says("");
      }
      default -> FakeVBoxManage.says("");
    };
  }

  private String list() {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < machines.size(); i++) {
      list.append(
          String.format(
              Locale.ROOT,
              "\"casement-%s\" {00000000-0000-0000-0000-%012d}\n",
              machines.get(i),
              i));
    }
    return list.toString();
  }

  private CommandResult info(String vm) {
    String machine =
        vm.startsWith("casement-")
            ? vm.substring("casement-".length())
            : machines.get(Integer.parseInt(vm.substring(vm.lastIndexOf('-') + 1)));
    return FakeVBoxManage.says(
        """
        name="casement-%1$s"
        groups="/casement"
        CfgFile="%2$s/virtualbox/casement/casement-%1$s/casement-%1$s.vbox"
        VMState="poweroff"
        """
            .formatted(machine, work));
  }
}
