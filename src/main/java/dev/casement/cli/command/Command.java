package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;

/** A subcommand whose options have been parsed. */
interface Command {
  /**
   * Runs the command.
   *
   * @return the exit code
   * @throws dev.casement.report.BuildException when it fails
   */
  int run(Surroundings surroundings);

  /** The options common to all commands. */
  CommonOptions common();
}
