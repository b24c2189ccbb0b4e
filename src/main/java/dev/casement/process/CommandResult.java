package dev.casement.process;

/** The exit code and output of a finished program; each stream is cut to its last mebibyte. */
public record CommandResult(int exitCode, String stdout, String stderr) {
  public boolean succeeded() {
    return exitCode == 0;
  }
}
