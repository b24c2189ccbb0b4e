package dev.casement.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpellingTest {
  private static final List<String> KEYS = List.of("firmware", "format", "disk", "drivers");

  @ParameterizedTest
  @CsvSource({
    "formwat, format",
    "fromat, format",
    "FIRMWARE, firmware",
    "firm-ware, firmware",
    "driver, drivers",
    "dsk, disk"
  })
  void guessesWhatIsAFewLettersAway(String word, String meant) {
    assertThat(Spelling.nearest(word, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"machine", "dxyz", "f"})
  void guessesNothingWhereNothingIsNear(String word) {
    assertThat(Spelling.nearest(word, KEYS)).isEmpty();
    assertThat(Spelling.nearest(word, List.of())).isEmpty();
  }

  @Test
  void aLimitHoldsForLongWordsToo() {
    List<String> settings = List.of("HideOnlineAccountScreens");
    assertThat(Spelling.nearest("HideOnlineAcountScreen", settings, 2)).isPresent();
    assertThat(Spelling.nearest("HideOnlineScreens", settings, 2)).isEmpty();
    assertThat(Spelling.nearest("HideOnlineScreens", settings)).isPresent();
  }
}
