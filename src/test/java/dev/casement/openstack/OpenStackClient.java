package dev.casement.openstack;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The openstack client, asked by and by, since starting it takes two seconds each time; it ends
 * with this JVM, whose end it sees on its standard input.
 */
final class OpenStackClient {
  private static final String END = "that-is-all";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path errors;
  private final Process process;
  private final BufferedReader answers;
  private final Writer questions;

  /**
   * @param environment besides this process'
   */
  OpenStackClient(Map<String, String> environment) throws IOException {
    errors = Files.createTempFile("openstack", ".err");
    errors.toFile().deleteOnExit();
    ProcessBuilder builder = new ProcessBuilder("openstack").redirectError(errors.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("PYTHONUNBUFFERED", "1");
    process = builder.start();
    answers = process.inputReader();
    questions = process.outputWriter();
  }

  /**
   * Whether it can be asked this: nothing that reads standard input, as {@code image create} does,
   * and nothing to quote, which its shell does not undo.
   */
  static boolean canBeAsked(List<String> arguments) {
    return (arguments.contains("show") || arguments.contains("list"))
        && arguments.stream().allMatch(argument -> argument.matches("[A-Za-z0-9_./:=,-]+"));
  }

  /** What it answers to a command with {@code -f json}. */
  synchronized JsonNode ask(List<String> arguments) {
    Thread guard = Thread.ofVirtual().start(this::endWhenLate);
    try {
      questions.write(String.join(" ", arguments) + "\nshell echo " + END + "\n");
      questions.flush();
      String answer = answer();
      if (answer.isBlank()) {
        throw new AssertionError(arguments + ": " + said());
      }
      return JsonMapper.shared().readTree(answer);
    } catch (IOException | JacksonException e) {
      throw new AssertionError(arguments + ": " + said(), e);
    } finally {
      guard.interrupt();
    }
  }

  private String answer() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.endsWith(END)) {
        return text.append(line, 0, line.length() - END.length()).toString();
      }
      text.append(line).append('\n');
    }
    throw new EOFException("it has ended after: " + text);
  }

  private void endWhenLate() {
    try {
      Thread.sleep(PATIENCE);
      process.destroy();
    } catch (InterruptedException e) {
      // It has answered.
    }
  }

  private String said() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
