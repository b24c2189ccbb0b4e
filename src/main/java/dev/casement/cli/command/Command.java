package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;

/** What a subcommand does once its options are read. */
interface Command {
  /**
   * Does it.
   *
   * @return the exit code
   * @throws dev.casement.report.BuildException when it fails
   */
  int run(Surroundings surroundings);

  /** The options that every command has. */
  CommonOptions common();
}
