package dev.casement.cli.doctor;

import dev.casement.cli.doctor.CheckResult.Status;
import dev.casement.files.HostSpace;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Readiness.Lack;
import dev.casement.hypervisor.Readiness.Part;
import dev.casement.hypervisor.Readiness.Program;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks, by trying it, that the host has what Casement needs. */
public final class Doctor {
  private static final Duration QUICK = Duration.ofSeconds(20);

  /** Room for a full 40G disk and the image beside it. */
  private static final DataSize ROOMY = DataSize.gibibytes(60);

  /** The minimum for a rehearsal. */
  private static final DataSize LEAST = DataSize.gibibytes(4);

  private final CommandRunner commands;
  private final Hypervisor hypervisor;
  private final List<Hypervisor> others;
  private final HostPrograms programs;
  private final Path workDirectory;

  /**
   * @param hypervisor the hypervisor that builds will use
   * @param others alternatives, which the host need not have
   * @param workDirectory where builds will be; it need not exist
   */
  public Doctor(
      CommandRunner commands,
      Hypervisor hypervisor,
      List<Hypervisor> others,
      HostPrograms programs,
      Path workDirectory) {
    this.commands = commands;
    this.hypervisor = hypervisor;
    this.others = List.copyOf(others);
    this.programs = programs;
    this.workDirectory = workDirectory.toAbsolutePath().normalize();
  }

  /** Runs all checks, in the order in which a build would need them. */
  public List<CheckResult> examine() {
    List<CheckResult> results = new ArrayList<>();
    results.add(
        CheckResult.ok("java", Runtime.version() + ", " + System.getProperty("java.vendor")));
    Readiness readiness = hypervisor.readiness();
    results.add(program(hypervisor.kind(), readiness.program()));
    others.forEach(other -> results.add(other(other.kind(), other.readiness().program())));
    results.add(qemuImg());
    results.add(part("uefi firmware", readiness.uefi(), Status.MISSING));
    results.add(part("secure boot", readiness.secureBoot(), Status.WARN));
    results.add(part("tpm", readiness.tpm(), Status.WARN));
    results.add(pwsh());
    results.add(space());
    results.addAll(programs.neededFor("rehearse"));
    return results;
  }

  /** Optional components are at most a warning. */
  private static CheckResult other(HypervisorKind kind, Program program) {
    return switch (program) {
      case Program.NotInstalled(Lack lack) ->
          CheckResult.ok(kind.id(), lack.what() + "; only --hypervisor " + kind + " needs it");
      case Program.Unable(Lack lack) -> CheckResult.warn(kind.id(), lack.what(), lack.remedy());
      case Program.Ready ready -> program(kind, ready);
    };
  }

  private static CheckResult program(HypervisorKind kind, Program program) {
    return switch (program) {
      case Program.NotInstalled(Lack lack) ->
          CheckResult.missing(kind.id(), lack.what(), lack.remedy());
      case Program.Unable(Lack lack) -> CheckResult.missing(kind.id(), lack.what(), lack.remedy());
      case Program.Ready(Engine engine) ->
          engine.acceleration().filter(Engine.Acceleration::emulated).isPresent()
              ? CheckResult.warn(
                  kind.id(),
                  engine.toString(),
                  "enough for rehearsals; for real Windows fix the reason in brackets, as emulation"
                      + " is ten or more times slower")
              : CheckResult.ok(kind.id(), engine.toString());
    };
  }

  private static CheckResult part(String check, Part part, Status without) {
    return switch (part) {
      case Part.Present(String detail) -> CheckResult.ok(check, detail);
      case Part.Missing(Lack(String what, String remedy)) ->
          new CheckResult(check, without, what, Optional.of(remedy));
    };
  }

  /** Makes the image with every hypervisor. */
  private CheckResult qemuImg() {
    String check = Tool.QEMU_IMG.program();
    try {
      return CheckResult.ok(check, version(Tool.QEMU_IMG));
    } catch (BuildException e) {
      return CheckResult.missing(
          check, e.what() + ": no image can be made", Tool.QEMU_IMG.remedy());
    }
  }

  /** Optional: without it, errors in scripts are only found later. */
  private CheckResult pwsh() {
    String check = Tool.PWSH.program();
    try {
      return CheckResult.ok(check, version(Tool.PWSH));
    } catch (BuildException e) {
      return CheckResult.ok(
          check,
          "is not installed (optional); with it, plan and build parse the recipe's .ps1 scripts");
    }
  }

  private String version(Tool tool) {
    CommandResult result = commands.runOk(HostCommand.of(QUICK, tool.program(), "--version"));
    return result.stdout().lines().findFirst().orElse("there").strip();
  }

  private CheckResult space() {
    String check = "free space";
    try {
      Path existing = workDirectory;
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      DataSize free = HostSpace.free(existing);
      String detail = String.format(Locale.ROOT, "%d GiB in %s", free.bytes() >> 30, existing);
      String remedy =
          "a Windows build needs %s; free some space, or pass --work-dir".formatted(ROOMY);
      if (free.compareTo(LEAST) < 0) {
        return CheckResult.missing(check, detail, remedy);
      }
      return free.compareTo(ROOMY) < 0
          ? CheckResult.warn(check, detail, remedy)
          : CheckResult.ok(check, detail);
    } catch (IOException e) {
      return CheckResult.warn(
          check, workDirectory + ": " + e, "check the directory, or --work-dir");
    }
  }
}
