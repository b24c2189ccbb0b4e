package dev.casement.hypervisor.qemu;

import java.nio.file.Path;

/** Escapes values in QEMU options such as {@code key=value,key=value}. */
final class Option {
  private Option() {}

  /** The absolute path with commas doubled, because a single comma would end the value. */
  static String escape(Path path) {
    return path.toAbsolutePath().toString().replace(",", ",,");
  }
}
