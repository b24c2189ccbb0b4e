package dev.casement.standin;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs of the host that the stand-in is made with. */
final class Host {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Host() {}

  /** Runs a program that must succeed; what it prints. */
  static String run(Path directory, String... argv) {
    return run(directory, Map.of(), List.of(argv));
  }

  static String run(Path directory, Map<String, String> environment, List<String> argv) {
    StringBuilder said = new StringBuilder();
    new SystemCommandRunner()
        .runOk(
            new HostCommand(argv, LIMIT, Optional.of(directory), environment),
            line -> said.append(line).append('\n'));
    return said.toString();
  }

  /** Runs a program to its end, whatever that is. */
  static void runAnyway(Path directory, Map<String, String> environment, List<String> argv) {
    new SystemCommandRunner()
        .run(new HostCommand(argv, LIMIT, Optional.of(directory), environment));
  }
}
