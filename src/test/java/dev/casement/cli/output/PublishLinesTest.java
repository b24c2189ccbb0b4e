package dev.casement.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PublishLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
  private final PublishLines lines = new PublishLines("c", stream, stream, false);

  @Test
  void eachTenthIsToldOnceAndAgainWhenTheUploadBeginsAnew() {
    for (int percent : new int[] {0, 1, 85, 89, 3, 12}) {
      lines.progress(OptionalInt.of(percent), percent + " of 100");
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "c: 0 % 0 of 100", "c: 85 % 85 of 100", "c: 3 % 3 of 100", "c: 12 % 12 of 100");
  }

  @Test
  void whatGlanceDoesAtTheEndIsTold() {
    for (String text : new String[] {"sent", "sent", "which is saving", "which is saving"}) {
      lines.progress(OptionalInt.of(100), text);
    }
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("c: 100 % sent", "c: 100 % which is saving");
  }

  @Test
  void textFromElsewhereDoesNotMoveTheCursor() {
    lines.progress(OptionalInt.empty(), "named it \"\u001b[2J\u202e\"");
    lines.warn("\u009b2J");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("c: named it \"\\u{1b}[2J\\u{202e}\"\nwarning: c: \\u{9b}2J\n");
  }

  @Test
  void jsonIsAscii() {
    assertThat(JsonText.of("\u001b\u007f\u009b\u202e"))
        .isEqualToIgnoringCase("\"\\u001b\\u007f\\u009b\\u202e\"\n");
  }
}
