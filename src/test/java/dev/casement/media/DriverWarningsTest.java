package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Architecture;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverWarningsTest {
  /** Versions as virtio-win stamps them, in kvm-guest-drivers-windows issues and on its media. */
  @ParameterizedTest
  @CsvSource({
    "100.100.104.27100, false",
    "100.101.104.28400, false",
    "100.101.104.28500, true",
    "100.102.104.29400, true",
    "100.102.104.29500, false",
    "62.77.104.17100, false",
    "61.71.104.9600, false",
    "100.101.105.28500, false",
    "28500, false",
    "100.101.104.99999999999999, false"
  })
  void theDriversFrom285To294AreBad(String version, boolean bad) {
    for (String driver : List.of("viostor", "VIOSTOR", "vioscsi")) {
      assertThat(DriverWarnings.of(List.of(driver(driver, version)))).hasSize(bad ? 1 : 0);
    }
    assertThat(DriverWarnings.of(List.of(driver("NetKVM", version)))).isEmpty();
  }

  @Test
  void saysWhichBuildDoesWhatWhereThatStandsAndWhatToTake() {
    assertThat(
            DriverWarnings.of(
                List.of(
                    driver("viostor", "100.102.104.29200"),
                    driver("viostor", "100.101.104.28500"),
                    driver("viostor", "100.101.104.28500"),
                    driver("vioscsi", "100.100.104.27100"))))
        .singleElement()
        .asString()
        .startsWith("the driver medium has viostor of virtio-win 0.1.285, 0.1.292, which damages")
        .contains("page file", "issue 1614")
        .endsWith("use virtio-win 0.1.271, or 0.1.295 and newer");
  }

  @Test
  void aDriverWithoutAVersionIsNotJudged() {
    assertThat(
            DriverWarnings.of(
                List.of(
                    new DriverPackage(
                        "viostor",
                        "2k22",
                        Architecture.AMD64,
                        "viostor/2k22/amd64",
                        Optional.empty(),
                        List.of("viostor.inf")))))
        .isEmpty();
  }

  private static DriverPackage driver(String driver, String version) {
    return new DriverPackage(
        driver,
        "2k22",
        Architecture.AMD64,
        driver + "/2k22/amd64",
        Optional.of(version),
        List.of(driver + ".inf"));
  }
}
