package dev.casement.cli.doctor;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.process.CommandResult;
import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks that a host has what Casement needs, by trying it. */
public final class Doctor {
  private static final Duration QUICK = Duration.ofSeconds(20);

  /** A 40G disk that Windows and its updates fill, and the image beside it. */
  private static final DataSize ROOMY = DataSize.gibibytes(60);

  /** Less does not hold even a rehearsal. */
  private static final DataSize LEAST = DataSize.gibibytes(4);

  private final CommandRunner commands;
  private final Hypervisor hypervisor;
  private final List<Hypervisor> others;
  private final HostPrograms programs;
  private final Path workDirectory;

  /**
   * @param hypervisor what builds are to run on
   * @param others what they could run on instead; a host need not have them
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

  /** Everything that was checked, in the order in which a build would need it. */
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("java", Runtime.version() + ", " + System.getProperty("java.vendor")));
    findings.add(hypervisor(hypervisor));
    others.forEach(other -> findings.add(other(other)));
    findings.add(tool(Tool.QEMU_IMG, Finding.Status.MISSING, "no image can be made"));
    findings.add(firmware("uefi firmware", Firmware.UEFI));
    findings.add(firmware("secure boot", Firmware.UEFI_SECURE));
    findings.add(tool(Tool.SWTPM, Finding.Status.WARN, "no machine can have a TPM"));
    findings.add(pwsh());
    findings.add(space());
    findings.addAll(programs.neededFor("rehearse"));
    return findings;
  }

  /** What a build needs only when it asks for it is at most a warning. */
  private static Finding other(Hypervisor other) {
    try {
      other.describe();
    } catch (BuildException e) {
      if (e.failure() == Failure.MISSING_TOOL) {
        String option = "; only --hypervisor " + other.kind() + " needs it";
        return Finding.ok(other.kind().id(), e.what() + option);
      }
    }
    Finding found = hypervisor(other);
    return new Finding(
        found.check(),
        found.status() == Finding.Status.MISSING ? Finding.Status.WARN : found.status(),
        found.detail(),
        found.remedy());
  }

  private static Finding hypervisor(Hypervisor hypervisor) {
    String check = hypervisor.kind().id();
    try {
      String description = hypervisor.describe();
      if (description.contains("without its kernel driver")) {
        return Finding.missing(
            check,
            description + ": no machine can be started",
            "load it (modprobe vboxdrv); where there is none, install virtualbox-dkms or run"
                + " /sbin/vboxconfig");
      }
      // The accelerator that every host has, too slow for Windows.
      return description.contains("accelerator tcg")
          ? Finding.warn(
              check,
              description,
              "enough for rehearsals; for real Windows fix the reason in brackets, as emulation is"
                  + " ten or more times slower")
          : Finding.ok(check, description);
    } catch (BuildException e) {
      return Finding.missing(check, e.what(), e.remedy());
    }
  }

  private Finding tool(Tool tool, Finding.Status without, String consequence) {
    try {
      CommandResult result = commands.runOk(HostCommand.of(QUICK, tool.program(), "--version"));
      String version = result.stdout().lines().findFirst().orElse("there").strip();
      return Finding.ok(tool.program(), version);
    } catch (BuildException e) {
      return new Finding(
          tool.program(),
          without,
          e.what() + ": " + consequence,
          Optional.of("install the Debian package " + tool.debianPackage()));
    }
  }

  /** Optional: builds are the same without, only slips in scripts are told later. */
  private Finding pwsh() {
    Finding found = tool(Tool.PWSH, Finding.Status.WARN, "");
    return found.status() == Finding.Status.OK
        ? found
        : Finding.ok(
            found.check(),
            "is not installed (optional); with it, plan and build parse the recipe's .ps1 scripts");
  }

  /** A machine with this firmware can be described only where the host has the firmware. */
  private Finding firmware(String check, Firmware firmware) {
    try {
      hypervisor.preview(machine(firmware), workDirectory);
      return Finding.ok(check, "there");
    } catch (BuildException e) {
      return firmware == Firmware.UEFI_SECURE
          ? Finding.warn(check, e.what(), e.remedy())
          : Finding.missing(check, e.what(), e.remedy());
    }
  }

  private MachineSpec machine(Firmware firmware) {
    return new MachineSpec(
        "doctor",
        Release.SERVER_2022,
        Architecture.AMD64,
        firmware,
        1,
        DataSize.gibibytes(1),
        false,
        new VirtualDisk(workDirectory.resolve("disk.qcow2"), DiskFormat.QCOW2),
        DiskBus.VIRTIO,
        List.of(),
        Optional.empty(),
        MachineSpec.Network.ISOLATED,
        workDirectory.resolve("state"),
        WindowsTimeZone.UTC,
        Optional.empty());
  }

  private Finding space() {
    String check = "free space";
    try {
      Path existing = workDirectory;
      while (!Files.exists(existing) && existing.getParent() != null) {
        existing = existing.getParent();
      }
      DataSize free = new DataSize(Files.getFileStore(existing).getUsableSpace());
      String detail = String.format(Locale.ROOT, "%d GiB in %s", free.bytes() >> 30, existing);
      String remedy =
          "a Windows build needs %s; free some space, or pass --work-dir".formatted(ROOMY);
      if (free.compareTo(LEAST) < 0) {
        return Finding.missing(check, detail, remedy);
      }
      return free.compareTo(ROOMY) < 0
          ? Finding.warn(check, detail, remedy)
          : Finding.ok(check, detail);
    } catch (IOException e) {
      return Finding.warn(check, workDirectory + ": " + e, "check the directory, or --work-dir");
    }
  }
}
