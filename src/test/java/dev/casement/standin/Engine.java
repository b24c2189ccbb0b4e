package dev.casement.standin;

import java.nio.file.Path;

/** The PowerShell that runs the guest's scripts. */
final class Engine {
  private static final Path HOME = Path.of("").toAbsolutePath();

  private Engine() {}

  /**
   * The directory of PowerShell for Windows, as {@code src/test/guest/engine} finds it; without one
   * the test fails and says how to get it.
   */
  static Path windows() {
    return Path.of(
        Host.run(HOME, Programs.SOURCES.resolve("engine").toString(), "windows").strip());
  }
}
