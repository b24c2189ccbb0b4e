package dev.casement.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A third-party program that Casement runs, and the package to install for it.
 *
 * @param program its name on PATH
 * @param debianPackage the Debian and Ubuntu package that provides it
 */
public record Tool(String program, String debianPackage) {
  public static final Tool QEMU_IMG = new Tool("qemu-img", "qemu-utils");
  public static final Tool QEMU_IO = new Tool("qemu-io", "qemu-utils");
  public static final Tool QEMU_X86_64 = new Tool("qemu-system-x86_64", "qemu-system-x86");
  public static final Tool SWTPM = new Tool("swtpm", "swtpm");

  public static final Tool VBOXMANAGE = new Tool("VBoxManage", "virtualbox");

  /** PowerShell 7; the package is in Microsoft's own repository. */
  public static final Tool PWSH = new Tool("pwsh", "powershell");

  private static final List<Tool> KNOWN =
      List.of(QEMU_IMG, QEMU_IO, QEMU_X86_64, SWTPM, VBOXMANAGE, PWSH);

  /** How to install it, an imperative. */
  public String remedy() {
    // Debian has VirtualBox in contrib of unstable only.
    return equals(VBOXMANAGE)
        ? "install VirtualBox 6.1 to 7.2 from virtualbox.org"
        : "install the Debian package " + debianPackage;
  }

  /** The tool with this program name or path; empty if unknown. */
  public static Optional<Tool> of(String program) {
    Path name = Path.of(program).getFileName();
    return KNOWN.stream()
        .filter(tool -> name != null && tool.program.equals(name.toString()))
        .findFirst();
  }
}
