package dev.casement.process;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A third-party program that Casement runs, and how to install it.
 *
 * @param program its name on PATH, without the suffix that it has on Windows
 * @param onLinux how to install it there, an imperative, as on the other systems
 */
public record Tool(String program, String onLinux, String onMacos, String onWindows) {
  public static final Tool QEMU_IMG = ofQemu("qemu-img", "qemu-utils");
  public static final Tool QEMU_IO = ofQemu("qemu-io", "qemu-utils");
  public static final Tool QEMU_X86_64 = ofQemu("qemu-system-x86_64", "qemu-system-x86");

  /** QEMU for Windows has no TPM (QEMU, meson.build: only on POSIX systems). */
  public static final Tool SWTPM =
      new Tool(
          "swtpm",
          "install the Debian package swtpm",
          "install swtpm: brew install swtpm",
          "build on VirtualBox (--hypervisor virtualbox): QEMU for Windows has no TPM");

  /** Debian has VirtualBox in contrib of unstable only. */
  public static final Tool VBOXMANAGE =
      everywhere("VBoxManage", "install VirtualBox 6.1 to 7.2 from virtualbox.org");

  /** PowerShell 7. */
  public static final Tool PWSH =
      everywhere("pwsh", "install PowerShell 7: https://aka.ms/powershell");

  private static final Pattern FOLDERS = Pattern.compile("^.*[/\\\\]");
  private static final Pattern SUFFIX = Pattern.compile("(?i)\\.exe$");

  private static final List<Tool> KNOWN =
      List.of(QEMU_IMG, QEMU_IO, QEMU_X86_64, SWTPM, VBOXMANAGE, PWSH);

  private static Tool ofQemu(String program, String debianPackage) {
    return new Tool(
        program,
        "install the Debian package " + debianPackage,
        "install QEMU: brew install qemu",
        "install QEMU: https://www.qemu.org/download/#windows");
  }

  private static Tool everywhere(String program, String remedy) {
    return new Tool(program, remedy, remedy, remedy);
  }

  /** How to install it on this host, an imperative. */
  public String remedy() {
    return remedy(HostSystem.here());
  }

  /** The same, on a host with this system. */
  public String remedy(HostSystem system) {
    return switch (system) {
      case LINUX -> onLinux;
      case MACOS -> onMacos;
      case WINDOWS -> onWindows;
    };
  }

  /** The tool with this program name or path, of this host or of Windows; empty if unknown. */
  public static Optional<Tool> of(String program) {
    String name = SUFFIX.matcher(FOLDERS.matcher(program).replaceFirst("")).replaceFirst("");
    return KNOWN.stream().filter(tool -> tool.program.equals(name)).findFirst();
  }
}
