package dev.casement.process;

/**
 * A third-party program Casement runs, with what a user must install to have it.
 *
 * @param program its name on PATH
 * @param debianPackage the Debian and Ubuntu package that brings it
 */
public record Tool(String program, String debianPackage) {
  public static final Tool QEMU_IMG = new Tool("qemu-img", "qemu-utils");
  public static final Tool QEMU_X86_64 = new Tool("qemu-system-x86_64", "qemu-system-x86");
  public static final Tool SWTPM = new Tool("swtpm", "swtpm");
}
