package dev.casement.process;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A program left running by a Casement process that was killed.
 *
 * @param program its name
 */
public record Leftover(ProcessHandle process, String program) {
  private static final Duration POLITE = Duration.ofSeconds(2);
  private static final Duration FORCED = Duration.ofSeconds(5);

  /**
   * Running programs, of those that Casement starts, whose arguments name a file below this
   * directory. Programs of other users are not found, and none on Windows, where Java does not
   * learn the arguments of other programs.
   */
  public static List<Leftover> below(Path directory) {
    Pattern named = naming(directory.toAbsolutePath().normalize().toString(), File.separatorChar);
    return ProcessHandle.allProcesses()
        .filter(process -> named.matcher(process.info().commandLine().orElse("")).find())
        .flatMap(
            process ->
                process.info().command().flatMap(Tool::of).stream()
                    .map(tool -> new Leftover(process, tool.program())))
        .toList();
  }

  /**
   * Finds files below this directory in command lines, but not those of a directory whose path
   * merely ends like this one.
   */
  static Pattern naming(String directory, char separator) {
    String parent = directory.endsWith("" + separator) ? directory : directory + separator;
    return Pattern.compile("(?<![\\w/\\\\.-])" + Pattern.quote(parent));
  }

  /** Terminates the program, forcibly after two seconds. Does nothing if it has ended. */
  public void end() {
    process.destroy();
    if (!hasEnded(POLITE)) {
      process.destroyForcibly();
      hasEnded(FORCED);
    }
  }

  private boolean hasEnded(Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the end of a process cannot be awaited", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The program and its process ID. */
  @Override
  public String toString() {
    return program + " (process " + process.pid() + ")";
  }
}
