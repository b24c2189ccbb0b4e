package dev.casement.pipeline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Release;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudbaseInitVersionsTest {
  @ParameterizedTest
  @CsvSource({
    "1.1.2, WINDOWS_7, true",
    "1.1.3.0, WINDOWS_7, true",
    "1.1.4, WINDOWS_7, false",
    "1.1.10, SERVER_2008_R2, false",
    "1.1.6, SERVER_2012, true",
    "1.1.6.12, WINDOWS_8_1, true",
    "1.1.7, SERVER_2012_R2, false",
    "2.0.0, SERVER_2012_R2, false",
    "1.1.9, SERVER_2016, true",
    "1.1.9, WINDOWS_10, true",
    "unknown, WINDOWS_7, true",
  })
  void aVersionWhosePythonDoesNotStartIsNamedWithTheOneToTake(
      String version, Release release, boolean starts) {
    if (starts) {
      assertThat(CloudbaseInitVersions.problemWith(version, release)).isEmpty();
    } else {
      assertThat(CloudbaseInitVersions.problemWith(version, release).orElseThrow())
          .contains(version, release.displayName())
          .containsPattern("CloudbaseInitSetup_1_1_(2|6)_");
    }
  }
}
