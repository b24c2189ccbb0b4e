package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class WindowsCommandLineTest {
  @Test
  void leavesPlainArgumentsAndPlaceholdersAlone() {
    assertThat(WindowsCommandLine.of(List.of("cmd.exe", "/c", "{media}\\casement\\user\\1.cmd")))
        .isEqualTo("cmd.exe /c {media}\\casement\\user\\1.cmd");
  }

  // The examples of Microsoft's "Parsing C++ command-line arguments", read backwards.
  @Test
  void quotesAsMicrosoftsTableSays() {
    assertThat(WindowsCommandLine.quote("a b c")).isEqualTo("\"a b c\"");
    assertThat(WindowsCommandLine.quote("ab\"c")).isEqualTo("\"ab\\\"c\"");
    assertThat(WindowsCommandLine.quote("a\\\\b")).isEqualTo("a\\\\b");
    assertThat(WindowsCommandLine.quote("d\"e f\"g")).isEqualTo("\"d\\\"e f\\\"g\"");
    assertThat(WindowsCommandLine.quote("a\\\"b")).isEqualTo("\"a\\\\\\\"b\"");
    assertThat(WindowsCommandLine.quote("a\\\\b c")).isEqualTo("\"a\\\\b c\"");
    assertThat(WindowsCommandLine.quote("ends here \\")).isEqualTo("\"ends here \\\\\"");
    assertThat(WindowsCommandLine.quote("")).isEqualTo("\"\"");
  }

  @Test
  void refusesWhatNoCommandLineCanSay() {
    assertThatIllegalArgumentException().isThrownBy(() -> WindowsCommandLine.of(List.of("a\"b")));
    assertThatIllegalArgumentException().isThrownBy(() -> WindowsCommandLine.of(List.of("")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowsCommandLine.of(List.of("a", "b\nc")));
  }

  @Property
  void commandLineToArgvSplitsItBack(@ForAll("arguments") List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("C:\\Program Files\\x.exe"));
    command.addAll(arguments);

    assertThat(split(WindowsCommandLine.of(command))).isEqualTo(command);
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    return Arbitraries.strings()
        .withChars("ab \"\\{}-/=&;'\u00e9\t".replace("\t", ""))
        .ofMaxLength(12)
        .list()
        .ofMaxSize(5);
  }

  /** CommandLineToArgvW, written from its documentation. */
  private static List<String> split(String line) {
    List<String> arguments = new ArrayList<>();
    int at = line.startsWith("\"") ? line.indexOf('"', 1) + 1 : line.indexOf(' ');
    at = at < 0 ? line.length() : at;
    arguments.add(line.substring(0, at).replace("\"", ""));
    boolean quoted = false;
    boolean inside = false;
    StringBuilder argument = new StringBuilder();
    while (at < line.length()) {
      int backslashes = 0;
      while (at < line.length() && line.charAt(at) == '\\') {
        backslashes++;
        at++;
      }
      boolean mark = at < line.length() && line.charAt(at) == '"';
      argument.repeat('\\', mark ? backslashes / 2 : backslashes);
      inside |= backslashes > 0;
      if (at == line.length()) {
        break;
      }
      char c = line.charAt(at++);
      if (c == '"' && backslashes % 2 == 0) {
        quoted = !quoted;
        inside = true;
      } else if (c == ' ' && !quoted) {
        if (inside) {
          arguments.add(argument.toString());
        }
        argument.setLength(0);
        inside = false;
      } else {
        argument.append(c);
        inside = true;
      }
    }
    if (inside) {
      arguments.add(argument.toString());
    }
    return arguments;
  }
}
