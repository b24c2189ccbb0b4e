package dev.casement.cli.command;

import picocli.CommandLine.Option;

/** The options of every command. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this page.")
  @SuppressWarnings("UnusedVariable") // picocli acts on it by itself
  private boolean help;

  @Option(names = "--debug", description = "Show stack traces with failures.")
  private boolean debug;

  boolean debug() {
    return debug;
  }
}
