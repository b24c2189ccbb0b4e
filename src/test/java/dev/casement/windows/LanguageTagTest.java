package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("host-locale")
class LanguageTagTest {
  @ParameterizedTest
  @CsvSource({
    "en-US, en-US",
    "en-us, en-US",
    "EN-US, en-US",
    "en_us, en-US",
    "sr-latn-rs, sr-Latn-RS",
    "zh-HANS-cn, zh-Hans-CN",
    "es-419, es-419",
    "fil-ph, fil-PH",
    "ca-es-valencia, ca-ES-valencia",
    "DE, de",
    "tr-TR, tr-TR",
    "id-ID, id-ID",
  })
  void thereIsOneCasing(String written, String canonical) {
    assertThat(LanguageTag.canonical(written)).isEqualTo(canonical);
  }
}
