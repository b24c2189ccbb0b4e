package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.ErrorReport;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Spelling;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Parses a command line, runs its command, and reports errors. */
public final class CommandLineRunner {
  private static final int WIDTH = 100;

  private final Surroundings surroundings;

  public CommandLineRunner(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Runs a command line and returns its exit code. */
  public int run(String... arguments) {
    boolean debug = false;
    try {
      if (arguments[0].equals("help")) {
        return help(arguments);
      }
      Subcommand subcommand = subcommand(arguments[0]);
      Command command = subcommand.load();
      CommandLine line = parse(subcommand, command, arguments);
      debug = command.common().debug();
      if (line.isUsageHelpRequested()) {
        line.usage(surroundings.out(), Ansi.OFF);
        return 0;
      }
      return command.run(surroundings);
    } catch (BuildException e) {
      return new ErrorReport(surroundings.err(), debug).show(e);
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      return new ErrorReport(surroundings.err(), debug).showDefect(e);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  private int help(String... arguments) {
    if (arguments.length == 1) {
      surroundings.out().print(Help.TEXT);
      return 0;
    }
    return run(arguments[1], "--help");
  }

  private static CommandLine parse(Subcommand subcommand, Command command, String... arguments) {
    CommandLine root = commandLine();
    CommandLine line = new CommandLine(command);
    root.addSubcommand(subcommand.word(), line);
    root.setUsageHelpWidth(WIDTH);
    try {
      root.parseArgs(arguments);
      return line;
    } catch (ParameterException e) {
      throw new BuildException(
          Failure.USAGE,
          String.valueOf(e.getMessage()),
          advice(e).orElse("see casement " + subcommand.word() + " --help"),
          e);
    }
  }

  private static Optional<String> advice(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      return suggestions.isEmpty()
          ? Optional.empty()
          : Optional.of("did you mean " + String.join(" or ", suggestions) + "?");
    }
    return Optional.empty();
  }

  private static Subcommand subcommand(String name) {
    return Subcommand.ofWord(name)
        .orElseThrow(
            () ->
                new BuildException(
                    Failure.USAGE,
                    "unknown command \"" + name + "\"",
                    Spelling.nearest(name, Subcommand.words())
                        .map(word -> "did you mean casement " + word + "?")
                        .orElse("casement --help lists the commands")));
  }

  /** The command line with all subcommands loaded. */
  public static CommandLine everything() {
    CommandLine root = commandLine();
    for (Subcommand subcommand : Subcommand.values()) {
      root.addSubcommand(subcommand.word(), subcommand.load());
    }
    return root;
  }

  private static CommandLine commandLine() {
    return new CommandLine(CommandSpec.create().name("casement"));
  }
}
