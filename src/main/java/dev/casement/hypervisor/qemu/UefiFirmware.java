package dev.casement.hypervisor.qemu;

import dev.casement.files.CompleteFile;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.process.HostSystem;
import dev.casement.process.Tool;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A build of OVMF for x86-64: its code, shared and read-only, and the template for its variables,
 * which each build copies.
 */
record UefiFirmware(Path code, Path variablesTemplate) {
  /** Debian and Ubuntu (package ovmf), Fedora (edk2-ovmf), Arch (edk2-ovmf). */
  private static final List<UefiFirmware> PLAIN =
      List.of(
          of("/usr/share/OVMF", "OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
          of("/usr/share/OVMF", "OVMF_CODE.fd", "OVMF_VARS.fd"),
          of("/usr/share/edk2/ovmf", "OVMF_CODE.fd", "OVMF_VARS.fd"),
          of("/usr/share/edk2/x64", "OVMF_CODE.4m.fd", "OVMF_VARS.4m.fd"),
          of("/usr/share/edk2-ovmf/x64", "OVMF_CODE.fd", "OVMF_VARS.fd"));

  /**
   * Where QEMU installs its own data, from the program's directory: of Homebrew and others, which
   * keep to Unix's directories, and of the installer for Windows. Not tried on either.
   */
  private static final List<String> BESIDE_QEMU = List.of("../share/qemu", "share");

  /** Only builds whose variables contain Microsoft's keys: those of Arch and of QEMU do not. */
  private static final List<UefiFirmware> SECURE =
      List.of(
          of("/usr/share/OVMF", "OVMF_CODE_4M.ms.fd", "OVMF_VARS_4M.ms.fd"),
          of("/usr/share/OVMF", "OVMF_CODE.secboot.fd", "OVMF_VARS.ms.fd"),
          of("/usr/share/edk2/ovmf", "OVMF_CODE.secboot.fd", "OVMF_VARS.secboot.fd"));

  private static UefiFirmware of(String directory, String code, String variables) {
    return new UefiFirmware(Path.of(directory, code), Path.of(directory, variables));
  }

  /** The builds that a host may have for machines of this kind, the preferred one first. */
  static List<UefiFirmware> candidates(Firmware firmware, Optional<Path> qemu) {
    if (firmware == Firmware.UEFI_SECURE) {
      return SECURE;
    }
    // Both architectures have the same variables (QEMU, pc-bios/descriptors).
    Stream<UefiFirmware> besideQemu =
        qemu.stream()
            .flatMap(
                program ->
                    BESIDE_QEMU.stream()
                        .map(directory -> program.resolveSibling(directory).normalize()))
            .map(
                directory ->
                    new UefiFirmware(
                        directory.resolve("edk2-x86_64-code.fd"),
                        directory.resolve("edk2-i386-vars.fd")));
    return Stream.concat(PLAIN.stream(), besideQemu).toList();
  }

  /**
   * The host's firmware for this machine, if it uses UEFI.
   *
   * @param qemu the program that will run the machine, if it is there
   * @throws BuildException MISSING_TOOL when it is not installed, RECIPE when QEMU does not support
   *     the machine
   */
  static Optional<UefiFirmware> of(MachineSpec machine, Optional<Path> qemu) {
    if (!machine.architecture().isSupported()) {
      throw new BuildException(
          Failure.RECIPE,
          "QEMU machines for arm64 are not supported",
          "use media for amd64 or x86");
    }
    if (!machine.firmware().isUefi()) {
      return Optional.empty();
    }
    if (machine.architecture() == Architecture.X86) {
      throw new BuildException(
          Failure.RECIPE,
          "UEFI is not supported for 32-bit machines",
          "set machine.firmware: bios");
    }
    return Optional.of(find(machine.firmware(), qemu));
  }

  /**
   * The host's firmware of this kind.
   *
   * @throws BuildException MISSING_TOOL when it is not installed
   */
  static UefiFirmware find(Firmware firmware, Optional<Path> qemu) {
    return find(firmware, candidates(firmware, qemu));
  }

  static UefiFirmware find(Firmware firmware, List<UefiFirmware> candidates) {
    return candidates.stream()
        .filter(each -> Files.isReadable(each.code) && Files.isReadable(each.variablesTemplate))
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException(
                    Failure.MISSING_TOOL,
                    "found no firmware for "
                        + firmware
                        + " machines; looked for "
                        + candidates.stream()
                            .map(each -> each.code.toString())
                            .collect(Collectors.joining(", ")),
                    remedy(firmware, HostSystem.here())));
  }

  static String remedy(Firmware firmware, HostSystem system) {
    if (system == HostSystem.LINUX) {
      return "install the Debian package ovmf (Fedora, Arch: edk2-ovmf)";
    }
    return firmware == Firmware.UEFI_SECURE
        ? "build on VirtualBox (--hypervisor virtualbox): QEMU brings no firmware with Microsoft's"
            + " keys"
        : Tool.QEMU_X86_64.remedy(system) + ", which brings it";
  }

  /** The path of a build's copy of the variables. */
  Path variables(Path stateDirectory) {
    return stateDirectory.resolve("uefi-" + variablesTemplate.getFileName());
  }

  /** Copies the variables, unless an earlier run of the build did. */
  void prepareVariables(Path stateDirectory) {
    Path copy = variables(stateDirectory);
    if (Files.exists(copy)) {
      return;
    }
    try {
      Files.createDirectories(stateDirectory);
      CompleteFile.write(copy, part -> Files.copy(variablesTemplate, part));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the firmware's variables could not be copied to " + copy + ": " + e,
          "check the directory's permissions and free space",
          e);
    }
  }
}
