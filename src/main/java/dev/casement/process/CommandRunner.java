package dev.casement.process;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs programs on the host; tests can replace it with a fake. */
public interface CommandRunner {
  /**
   * The file that runs if this program is run; empty if there is none.
   *
   * @param program a name to search for
   */
  default Optional<Path> find(String program) {
    return Optional.empty();
  }

  /**
   * Runs a program to its end, whatever its exit code.
   *
   * @throws dev.casement.report.BuildException MISSING_TOOL when there is no such program, HOST
   *     when it runs into its limit (it is killed first), CANCELLED when this thread is interrupted
   */
  default CommandResult run(HostCommand command) {
    return run(command, line -> {});
  }

  /**
   * Runs a program to its end, passing on each line of its standard output as it is printed. Lines
   * end with LF or CR, so that progress such as qemu-img's is passed on, too.
   */
  CommandResult run(HostCommand command, Consumer<String> onOutputLine);

  /**
   * Runs a program to its end; an exit code other than 0 is a failure that shows the command to
   * replay and the end of its standard error.
   *
   * @throws dev.casement.report.BuildException as {@link #run(HostCommand)}, and HOST on a bad exit
   */
  default CommandResult runOk(HostCommand command) {
    return runOk(command, line -> {});
  }

  /** As {@link #runOk(HostCommand)}, passing on each line of standard output. */
  CommandResult runOk(HostCommand command, Consumer<String> onOutputLine);

  /**
   * Starts a program that runs beside Casement (a hypervisor, swtpm); the command's limit does not
   * apply. Standard output and error go to {@code log}, appended.
   *
   * @throws dev.casement.report.BuildException MISSING_TOOL when there is no such program
   */
  HostProcess start(HostCommand command, Path log);
}
