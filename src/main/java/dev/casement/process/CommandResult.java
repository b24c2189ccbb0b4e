package dev.casement.process;

/**
 * The exit code and output of a finished program; each stream is cut to its last mebibyte. Lines
 * end with LF, also where the program ends them with CR LF, as those for Windows do.
 */
public record CommandResult(int exitCode, String stdout, String stderr) {
  public CommandResult {
    stdout = stdout.replace("\r\n", "\n");
    stderr = stderr.replace("\r\n", "\n");
  }

  public boolean succeeded() {
    return exitCode == 0;
  }
}
