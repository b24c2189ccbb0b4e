package dev.casement.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java programs of the tests in processes of their own, that signals can be sent to. */
public final class JavaProcess {
  private JavaProcess() {}

  /**
   * What starts a program of the tests' class path.
   *
   * <p>Whoever runs the tests may ignore signals: nohup ignores HUP, a shell INT and QUIT for what
   * it starts in the background. A process inherits that, and a JVM leaves a signal alone that was
   * ignored when it began; so the program is started with every signal as it is by default.
   *
   * @param options for the JVM
   */
  public static List<String> line(List<String> options, Class<?> program, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("env", "--default-signal"));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    line.addAll(arguments);
    return line;
  }
}
