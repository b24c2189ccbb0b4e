package dev.casement.cli;

import dev.casement.process.JavaProcess;
import java.util.List;

/** Casement in a process of its own, that signals can be sent to. */
public final class CasementProcess {
  private CasementProcess() {}

  /**
   * Not started yet.
   *
   * @param option one for the JVM
   */
  public static ProcessBuilder of(String option, List<String> arguments) {
    return new ProcessBuilder(JavaProcess.line(List.of(option), Main.class, arguments));
  }
}
