package dev.casement.cli;

import dev.casement.cli.command.CommandLineRunner;
import dev.casement.cli.command.Help;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.process.EnvironmentVariables;
import dev.casement.process.HostSystem;
import dev.casement.process.SystemCommandRunner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * The entry point of {@code casement}. Loads only what the command needs, so that help and version
 * appear as fast as the JVM starts.
 */
public final class Main {
  private static final String TUNNELLING = "jdk.http.auth.tunneling.disabledSchemes";

  private Main() {}

  public static void main(String[] arguments) {
    // By default the JDK's HTTP client does not use Basic authentication with a proxy that tunnels
    // TLS. It reads this property once, on first use.
    if (System.getProperty(TUNNELLING) == null) {
      System.setProperty(TUNNELLING, "none");
    }
    String home = System.getProperty("casement.home");
    Surroundings surroundings =
        new Surroundings(
            System.out,
            System.err,
            EnvironmentVariables.of(System.getenv(), HostSystem.here()),
            Terminal.ofProcess(),
            Optional.ofNullable(home).map(Path::of),
            SystemCommandRunner::new,
            Clock.systemUTC());
    int code = run(surroundings, arguments);
    if (code != 0) {
      System.exit(code);
    }
    // Returning is faster than System.exit, which loads the JDK's logging. No command leaves a
    // thread running that would keep the JVM alive.
  }

  private static String first(String... arguments) {
    return arguments.length == 0 ? "--help" : arguments[0];
  }

  /** Runs a command line and returns its exit code. */
  public static int run(Surroundings surroundings, String... arguments) {
    return switch (first(arguments)) {
      case "-h", "--help" -> print(surroundings, Help.TEXT);
      case "-V", "--version" -> print(surroundings, "casement " + Help.VERSION + "\n");
      default -> new CommandLineRunner(surroundings).run(arguments);
    };
  }

  private static int print(Surroundings surroundings, String text) {
    surroundings.out().print(text);
    surroundings.out().flush();
    return 0;
  }
}
