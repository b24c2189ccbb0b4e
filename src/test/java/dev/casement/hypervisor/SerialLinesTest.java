package dev.casement.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SerialLinesTest {
  private final List<String> lines = new ArrayList<>();
  private final SerialLines serial = new SerialLines(line -> lines.add(line.text()));

  private void append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    serial.append(bytes, 0, bytes.length);
  }

  @Test
  void linesEndWithLineFeedCarriageReturnOrBoth() {
    append("one\r\ntwo\nthree\rfo");
    append("ur\r");
    append("\n\r\n\nrest");

    assertThat(lines).containsExactly("one", "two", "three", "four");
    serial.end();
    assertThat(lines).endsWith("rest").hasSize(5);
  }

  @Test
  void whatIsNotPrintableAsciiBecomesAQuestionMark() {
    append("\u001b[2Ja\tb\0\u00e9~\u007f\n");

    assertThat(lines).containsExactly("?[2Ja?b??~?");
  }

  @Test
  void aLongLineIsCut() {
    append("x".repeat(10_000) + "\nnext\n");

    assertThat(lines).containsExactly("x".repeat(4096), "next");
  }

  @Property
  void howTheBytesAreCutMakesNoDifference(
      @ForAll byte[] bytes, @ForAll @IntRange(min = 1, max = 7) int piece) {
    List<String> whole = new ArrayList<>();
    List<String> pieces = new ArrayList<>();
    SerialLines one = new SerialLines(line -> whole.add(line.text()));
    SerialLines other = new SerialLines(line -> pieces.add(line.text()));

    one.append(bytes, 0, bytes.length);
    one.end();
    for (int i = 0; i < bytes.length; i += piece) {
      other.append(bytes, i, Math.min(piece, bytes.length - i));
    }
    other.end();

    assertThat(pieces).isEqualTo(whole);
    assertThat(whole).allMatch(line -> line.matches("[ -~]{1,4096}"));
  }
}
