package dev.casement.hypervisor.qemu;

import java.nio.file.Path;

/** How QEMU reads the values within an option such as {@code key=value,key=value}. */
final class Option {
  private Option() {}

  /** The absolute path; a comma in it is doubled, or the option would end there. */
  static String escape(Path path) {
    return path.toAbsolutePath().toString().replace(",", ",,");
  }
}
