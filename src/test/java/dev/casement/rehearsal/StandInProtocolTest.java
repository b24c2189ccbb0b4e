package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stand-in's runner sends, as Casement reads it. */
class StandInProtocolTest {
  private static final String BEFORE_THE_TEXT =
      "CASEMENT/1 0123456789abcdef0123456789abcdef 1 log drivers - ";

  @ParameterizedTest
  @ValueSource(strings = {"\\", "x\\", "CASEMENT/", "a CASEMENT/"})
  void aTextThatIsTooLongIsNotCutInsideAnEscape(String piece) throws IOException {
    String text = piece.repeat(2000);

    assertThat(GuestProtocol.parse(BEFORE_THE_TEXT + protocolText(text)))
        .hasValueSatisfying(message -> assertThat(text).startsWith(message.text()));
  }

  private static String protocolText(String text) throws IOException {
    Process shell =
        new ProcessBuilder(
                "sh", "-c", ". src/rehearsal/guest/serial.sh && protocol_text \"$1\"", "-", text)
            .start();
    return new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
