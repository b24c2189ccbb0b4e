package dev.casement.cli;

import java.nio.file.Path;
import java.util.ArrayList;
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
    // Who starts this in the background ignores the signal, and what is started then does so too.
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(option, "-cp", System.getProperty("java.class.path")));
    line.add(Main.class.getName());
    line.addAll(arguments);
    return new ProcessBuilder(line);
  }
}
