package dev.casement.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A host program to run, as an argument list, never a shell string. Must not contain secrets, since
 * process lists show arguments; pass them in a file or on a socket.
 *
 * @param argv the program and its arguments, at least one
 * @param limit how long it may take before it is killed
 * @param directory where it runs, or empty for Casement's own working directory
 * @param environment variables set in addition to Casement's own
 */
public record HostCommand(
    List<String> argv, Duration limit, Optional<Path> directory, Map<String, String> environment) {
  public HostCommand {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command has at least a program");
    }
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("a command's time limit is positive, got " + limit);
    }
  }

  public static HostCommand of(Duration limit, List<String> argv) {
    return new HostCommand(argv, limit, Optional.empty(), Map.of());
  }

  public static HostCommand of(Duration limit, String... argv) {
    return of(limit, List.of(argv));
  }

  public String program() {
    return argv.getFirst();
  }

  /** The command quoted for a POSIX shell, so that a user can replay it. */
  public String replay() {
    return quoted(argv);
  }

  /** Words quoted for a POSIX shell, on one line. */
  public static String quoted(List<String> words) {
    return words.stream().map(HostCommand::quote).collect(Collectors.joining(" "));
  }

  private static String quote(String argument) {
    if (!argument.isEmpty() && argument.matches("[A-Za-z0-9_@%+=:,./-]+")) {
      return argument;
    }
    return "'" + argument.replace("'", "'\\''") + "'";
  }
}
