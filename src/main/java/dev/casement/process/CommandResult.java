package dev.casement.process;

/**
 * What a finished program left: its exit code and its output, each cut to the last mebibyte.
 *
 * @param exitCode the program's own code
 */
public record CommandResult(int exitCode, String stdout, String stderr) {
  public boolean succeeded() {
    return exitCode == 0;
  }
}
