package dev.casement.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.process.CommandRunner;
import dev.casement.process.SystemCommandRunner;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Runs command lines as in a process without environment, terminal and checkout. */
public final class Shell {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final CommandRunner commands;
  private final Map<String, String> environment;

  public Shell() {
    this(new SystemCommandRunner());
  }

  /** With programs that this runs. */
  public Shell(CommandRunner commands) {
    this.commands = commands;
    this.environment = Map.of();
  }

  /** With variables. */
  public Shell(Map<String, String> environment) {
    this.commands = new SystemCommandRunner();
    this.environment = environment;
  }

  /** Surroundings with these variables and without anything else, which print nowhere. */
  public static Surroundings surroundings(Map<String, String> environment) {
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, UTF_8);
    return new Surroundings(
        nowhere,
        nowhere,
        environment,
        Terminal.none(),
        Optional.empty(),
        SystemCommandRunner::new,
        Clock.systemUTC());
  }

  /** The exit code. */
  public int run(String... arguments) {
    return Main.run(
        new Surroundings(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            environment,
            Terminal.none(),
            Optional.empty(),
            () -> commands,
            Clock.systemUTC()),
        arguments);
  }

  /** All that was printed on standard output since {@link #forget}. */
  public String out() {
    return out.toString(UTF_8);
  }

  /** All that was printed on standard error. */
  public String err() {
    return err.toString(UTF_8);
  }

  /** Forgets standard output. */
  public void forget() {
    out.reset();
  }
}
