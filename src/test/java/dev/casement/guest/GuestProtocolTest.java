package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.guest.GuestMessage.Event;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class GuestProtocolTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final GuestMessage STARTED =
      new GuestMessage(TOKEN, 7, Event.STARTED, "drivers", OptionalInt.empty(), "Install drivers");

  @Test
  void writesOneLineWithTheFieldsInOrder() {
    assertThat(GuestProtocol.format(STARTED))
        .isEqualTo("CASEMENT/1 " + TOKEN + " 7 started drivers - Install drivers");
  }

  @Test
  void writesPercentAndEscapesWhatIsNotPrintableAscii() {
    var message =
        new GuestMessage(TOKEN, 8, Event.PROGRESS, "user-1", OptionalInt.of(40), "a\\b\nc\rdé\t");

    assertThat(GuestProtocol.format(message))
        .endsWith(" 8 progress user-1 40 a\\\\b\\nc\\rd\\u00e9\\u0009");
  }

  @Test
  void readsAMessageAfterNoiseWithoutALineEnd() {
    assertThat(
            GuestProtocol.parse("SeaBIOS\u001b[2J\u0000BdsDxe: " + GuestProtocol.format(STARTED)))
        .contains(STARTED);
  }

  @Test
  void readsAMessageThatFollowsAnotherCutByAReset() {
    String whole = GuestProtocol.format(STARTED);

    for (int length = 0; length < whole.length(); length++) {
      assertThat(GuestProtocol.parse(whole.substring(0, length) + whole)).contains(STARTED);
    }
  }

  @Test
  void takesNoMessageInsideATextForOne() {
    String forged = GuestProtocol.format(STARTED);
    var log = new GuestMessage(TOKEN, 9, Event.LOG, "user-1", OptionalInt.empty(), forged);

    assertThat(GuestProtocol.parse(GuestProtocol.format(log))).contains(log);
  }

  @Test
  void readsCarriageReturnAtTheEndAndAMissingText() {
    assertThat(GuestProtocol.parse("CASEMENT/1 " + TOKEN + " 7 finished sign-off 100\r"))
        .contains(new GuestMessage(TOKEN, 7, Event.FINISHED, "sign-off", OptionalInt.of(100), ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "CASEMENT/1 ",
        "CASEMENT/2 0123456789abcdef0123456789abcdef 7 started drivers - text",
        "CASEMENT/1 0123456789abcdef 7 started drivers - short token",
        "CASEMENT/1 0123456789ABCDEF0123456789ABCDEF 7 started drivers - capitals",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 0 started drivers - sequence 0",
        "CASEMENT/1 0123456789abcdef0123456789abcdef -7 started drivers - negative",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 9999999999999999999 log drivers - too long",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 begun drivers - no such event",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 STARTED drivers - capitals",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 started Drivers - capitals",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 started drivers 101 too much",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 started drivers -1 too little",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 started drivers",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 log drivers - bad escape \\x",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 log drivers - cut escape \\u00e",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 log drivers - cut escape \\",
        "CASEMENT/1 0123456789abcdef0123456789abcdef 7 log drivers - raw \u00e9",
      })
  void takesAnythingElseForNoise(String line) {
    assertThat(GuestProtocol.parse(line)).isEmpty();
  }

  @Test
  void aMessageChecksItsPartsAtBirth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestMessage("x", 1, Event.LOG, "s", OptionalInt.empty(), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestMessage(TOKEN, 0, Event.LOG, "s", OptionalInt.empty(), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestMessage(TOKEN, 1, Event.LOG, "a b", OptionalInt.empty(), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GuestMessage(TOKEN, 1, Event.LOG, "s", OptionalInt.of(101), ""));
  }
}
