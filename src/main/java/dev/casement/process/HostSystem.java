package dev.casement.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** The operating system of the host, as far as programs and their names depend on it. */
public enum HostSystem {
  LINUX,
  MACOS,
  WINDOWS;

  /** The system that Casement runs on; a Unix that is not known counts as Linux. */
  public static HostSystem here() {
    if (File.separatorChar == '\\') {
      return WINDOWS;
    }
    return Files.isDirectory(Path.of("/System/Library")) ? MACOS : LINUX;
  }
}
