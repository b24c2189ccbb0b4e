package dev.casement.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.doctor.CheckResult.Status;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Readiness.Lack;
import dev.casement.hypervisor.Readiness.Part;
import dev.casement.hypervisor.Readiness.Program;
import dev.casement.hypervisor.StubHypervisor;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.HostProcess;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir Path directory;

  private final Set<String> missing = new HashSet<>();
  private Program hypervisor = qemu("kvm", false, "");
  private Program virtualBox =
      new Program.Ready(new Engine("VirtualBox", "9.9.9", Optional.empty()));

  @Test
  void aHostWithEverythingIsFine() {
    Map<String, CheckResult> findings = examine();
    assertThat(findings.keySet())
        .contains("java", "qemu", "qemu-img", "tpm", "uefi firmware", "secure boot", "free space");
    assertThat(findings.values())
        .filteredOn(finding -> !finding.check().equals("free space"))
        .allMatch(finding -> finding.status() == Status.OK && finding.remedy().isEmpty());
    assertThat(of(findings, "qemu-img").detail()).isEqualTo("qemu-img 9.9.9");
  }

  @Test
  void whatEveryBuildNeedsIsMissingAndTheRestAWarning() {
    missing.addAll(Set.of("qemu-img", "tpm", "uefi", "secure boot"));
    hypervisor = new Program.NotInstalled(new Lack("there is no qemu", "install qemu"));
    Map<String, CheckResult> findings = examine();
    assertThat(of(findings, "qemu").status()).isEqualTo(Status.MISSING);
    assertThat(of(findings, "qemu").remedy()).contains("install qemu");
    assertThat(of(findings, "qemu-img").status()).isEqualTo(Status.MISSING);
    assertThat(of(findings, "qemu-img").remedy()).contains("install the Debian package qemu-utils");
    assertThat(of(findings, "uefi firmware").status()).isEqualTo(Status.MISSING);
    assertThat(of(findings, "secure boot").status()).isEqualTo(Status.WARN);
    assertThat(of(findings, "tpm").status()).isEqualTo(Status.WARN);
  }

  @Test
  void aHostNeedNotHavePowerShell() {
    assertThat(of(examine(), "pwsh")).isEqualTo(CheckResult.ok("pwsh", "pwsh 9.9.9"));
    missing.add("pwsh");
    CheckResult without = of(examine(), "pwsh");
    assertThat(without.status()).isEqualTo(Status.OK);
    assertThat(without.detail()).contains("optional", ".ps1");
  }

  @Test
  void softwareEmulationIsAWarning() {
    hypervisor = qemu("tcg", true, "kvm: /dev/kvm does not exist");
    assertThat(of(examine(), "qemu").status()).isEqualTo(Status.WARN);
    assertThat(of(examine(), "qemu").detail())
        .isEqualTo("QEMU 9.9.9, accelerator tcg (kvm: /dev/kvm does not exist)");
  }

  /** Only the type says that guests are emulated, whatever the texts are. */
  @Test
  void anAcceleratorIsNotJudgedByItsName() {
    hypervisor = qemu("accelerator tcg without its kernel driver", false, "");
    assertThat(of(examine(), "qemu").status()).isEqualTo(Status.OK);
  }

  @Test
  void aHypervisorThatNobodyAskedForMayLackItsDriverOrBeMissing() {
    virtualBox = new Program.Unable(new Lack("no driver", "modprobe vboxdrv"));
    CheckResult withoutDriver = of(examine(), "virtualbox");
    assertThat(withoutDriver.status()).isEqualTo(Status.WARN);
    assertThat(withoutDriver.remedy()).hasValueSatisfying(it -> assertThat(it).contains("vboxdrv"));

    virtualBox = new Program.NotInstalled(new Lack("virtualbox is not installed", "install it"));
    assertThat(of(examine(), "virtualbox"))
        .isEqualTo(
            CheckResult.ok(
                "virtualbox",
                "virtualbox is not installed; only --hypervisor virtualbox needs it"));
  }

  @Test
  void theCheckoutsListSaysWhatRehearsalsNeed() throws IOException {
    Path list = directory.resolve("src/host/packages.txt");
    Files.createDirectories(list.getParent());
    Path there = Files.writeString(directory.resolve("there"), "");
    Files.writeString(
        list,
        """
        # program or file   package   purposes
        no-such-program     some-package   run rehearse
        %s                  a-package      rehearse
        another             b-package      verify
        """
            .formatted(there));
    List<CheckResult> findings =
        new HostPrograms(Optional.of(directory), in("/usr/bin")).neededFor("rehearse");
    assertThat(findings)
        .containsExactly(
            CheckResult.warn(
                "no-such-program",
                "is not installed; casement rehearse needs it",
                "install the Debian package some-package"),
            CheckResult.ok(there.toString(), there.toString()));
  }

  @Test
  void programsAreFoundOnThePath() throws IOException {
    Path list = directory.resolve("src/host/packages.txt");
    Files.createDirectories(list.getParent());
    Files.writeString(list, "sh dash rehearse\n");
    assertThat(
            new HostPrograms(Optional.of(directory), in("/nowhere", "/bin")).neededFor("rehearse"))
        .containsExactly(CheckResult.ok("sh", "/bin/sh"));
  }

  @Test
  void programsOfTheSystemAreFoundWhereThePathDoesNotLead() throws IOException {
    Path list = directory.resolve("src/host/packages.txt");
    Files.createDirectories(list.getParent());
    Files.writeString(list, "mkfs.vfat dosfstools rehearse\n");
    assertThat(new HostPrograms(Optional.of(directory), in("/usr/bin")).neededFor("rehearse"))
        .containsExactly(CheckResult.ok("mkfs.vfat", "/usr/sbin/mkfs.vfat"));
  }

  @Test
  void aHypervisorThatBuildsAreToRunOnMustStartMachines() {
    hypervisor = new Program.Unable(new Lack("no driver", "modprobe vboxdrv"));
    assertThat(of(examine(), "qemu"))
        .isEqualTo(CheckResult.missing("qemu", "no driver", "modprobe vboxdrv"));
  }

  private static Function<String, Optional<Path>> in(String... directories) {
    return new SystemCommandRunner(Stream.of(directories).map(Path::of).toList())::find;
  }

  private static Program qemu(String accelerator, boolean emulated, String reason) {
    Engine.Acceleration acceleration = new Engine.Acceleration(accelerator, emulated, reason);
    return new Program.Ready(new Engine("QEMU", "9.9.9", Optional.of(acceleration)));
  }

  private static CheckResult of(Map<String, CheckResult> findings, String check) {
    return Optional.ofNullable(findings.get(check)).orElseThrow();
  }

  private Map<String, CheckResult> examine() {
    HostPrograms none = new HostPrograms(Optional.empty(), in());
    return new Doctor(
            new FakeCommands(),
            new FakeHypervisor(HypervisorKind.QEMU, hypervisor),
            List.of(new FakeHypervisor(HypervisorKind.VIRTUALBOX, virtualBox)),
            none,
            directory.resolve("work"))
        .examine().stream().collect(Collectors.toMap(CheckResult::check, finding -> finding));
  }

  /** Programs that say their version, but for those that are missing. */
  private final class FakeCommands implements CommandRunner {
    @Override
    public CommandResult run(HostCommand command, Consumer<String> onOutputLine) {
      if (missing.contains(command.program())) {
        throw new BuildException(
            Failure.MISSING_TOOL, command.program() + " is not on PATH", "install it");
      }
      return new CommandResult(0, command.program() + " 9.9.9\nmore\n", "");
    }

    @Override
    public CommandResult runOk(HostCommand command, Consumer<String> onOutputLine) {
      return run(command, onOutputLine);
    }

    @Override
    public HostProcess start(HostCommand command, Path log) {
      throw new AssertionError("a doctor starts nothing");
    }
  }

  /** A hypervisor with or without itself and its firmware. */
  private final class FakeHypervisor extends StubHypervisor {
    private final Program program;

    FakeHypervisor(HypervisorKind kind, Program program) {
      super(kind);
      this.program = program;
    }

    @Override
    public Readiness readiness() {
      return new Readiness(program, part("uefi"), part("secure boot"), part("tpm"));
    }

    private Part part(String name) {
      return missing.contains(name)
          ? new Part.Missing(new Lack("there is no " + name, "install " + name))
          : new Part.Present(name);
    }
  }
}
