package dev.casement.guest;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Joins a program and its arguments into a Windows command line, which {@code CommandLineToArgvW}
 * and the C run-time split into the same arguments again.
 *
 * <p>The rules are those of Microsoft's "Parsing C++ command-line arguments"
 * (https://learn.microsoft.com/cpp/cpp/main-function-command-line-args). A quoted argument ends at
 * an unescaped quotation mark. Backslashes are literal unless a quotation mark follows; then 2n of
 * them stand for n, and one more escapes the mark. In the program's name backslashes are always
 * literal.
 */
final class WindowsCommandLine {
  private WindowsCommandLine() {}

  /**
   * The command line for this command.
   *
   * @throws IllegalArgumentException when it cannot be represented: an empty program name, a
   *     quotation mark in it, or a control character anywhere
   */
  static String of(List<String> command) {
    String program = command.getFirst();
    if (program.isEmpty() || program.contains("\"")) {
      throw new IllegalArgumentException("no program name for a command line: " + program);
    }
    for (String part : command) {
      if (part.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a command line has no control characters: " + part);
      }
    }
    String quotedProgram = isPlain(program) ? program : "\"" + program + "\"";
    return command.stream()
        .skip(1)
        .map(argument -> " " + quote(argument))
        .collect(Collectors.joining("", quotedProgram, ""));
  }

  /** One argument, quoted if necessary. */
  static String quote(String argument) {
    if (isPlain(argument)) {
      return argument;
    }
    StringBuilder quoted = new StringBuilder("\"");
    int backslashes = 0;
    for (int i = 0; i < argument.length(); i++) {
      char c = argument.charAt(i);
      if (c == '\\') {
        backslashes++;
        continue;
      }
      quoted.repeat('\\', c == '"' ? 2 * backslashes + 1 : backslashes).append(c);
      backslashes = 0;
    }
    return quoted.repeat('\\', 2 * backslashes).append('"').toString();
  }

  // More quoting than CommandLineToArgvW requires is harmless, and protects = , ; & and others from
  // cmd.exe, which splits the arguments of batch files at them. Braces stay unquoted for {media}.
  private static boolean isPlain(String argument) {
    return argument.matches("[A-Za-z0-9_.:/\\\\{}@+-]+");
  }
}
