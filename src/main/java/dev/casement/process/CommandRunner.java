package dev.casement.process;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Starts programs of the host. One of the two seams where tests put a fake. */
public interface CommandRunner {
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
   * Runs a program to its end and hands each line of its standard output on while it runs; a line
   * ends with LF or CR, so that progress such as qemu-img's is seen.
   */
  CommandResult run(HostCommand command, Consumer<String> onOutputLine);

  /**
   * Runs a program to its end; any exit code but 0 is a failure that shows the command to replay
   * and the end of its standard error.
   *
   * @throws dev.casement.report.BuildException as {@link #run(HostCommand)}, and HOST on a bad exit
   */
  default CommandResult runOk(HostCommand command) {
    return runOk(command, line -> {});
  }

  /** As {@link #runOk(HostCommand)}, with each line of standard output handed on. */
  CommandResult runOk(HostCommand command, Consumer<String> onOutputLine);

  /**
   * Starts a program that lives beside Casement (a hypervisor, swtpm); the command's limit does not
   * apply. Standard output and error go to {@code log}, appended.
   *
   * @throws dev.casement.report.BuildException MISSING_TOOL when there is no such program
   */
  HostProcess start(HostCommand command, Path log);
}
