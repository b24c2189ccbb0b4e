package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("host-locale")
class GuestTypeTest {
  /** VirtualBox's source, Global.cpp, sOSTypes, as far as releases of Casement's are concerned. */
  private static final Set<String> OF_EVERY_VERSION =
      Set.of(
          "Windows7",
          "Windows7_64",
          "Windows81",
          "Windows81_64",
          "Windows10",
          "Windows10_64",
          "Windows2008_64",
          "Windows2012_64",
          "Windows2016_64",
          "Windows2019_64");

  @ParameterizedTest
  @CsvSource({
    "WINDOWS_11, Windows10_64, Windows11_64, Windows11_64, Windows11_64",
    "SERVER_2022, Windows2019_64, Windows2022_64, Windows2022_64, Windows2022_64",
    "SERVER_2025, Windows2019_64, Windows2022_64, Windows2022_64, Windows2025_64"
  })
  void isTheNearestOlderOneWhereAVersionDoesNotKnowTheRelease(
      Release release, String in61, String in70, String in71, String in72) {
    assertThat(type(release, Architecture.AMD64, 6, 1)).isEqualTo(in61);
    assertThat(type(release, Architecture.AMD64, 7, 0)).isEqualTo(in70);
    assertThat(type(release, Architecture.AMD64, 7, 1)).isEqualTo(in71);
    assertThat(type(release, Architecture.AMD64, 7, 2)).isEqualTo(in72);
  }

  @Test
  void everyOtherReleaseHasOneThatEveryVersionKnows() {
    Set<String> types = new TreeSet<>();
    for (Release release : Release.values()) {
      Arrays.stream(Architecture.values())
          .filter(each -> each != Architecture.ARM64 && release.existsFor(each))
          .map(each -> type(release, each, 6, 1))
          .forEach(types::add);
    }
    assertThat(OF_EVERY_VERSION).containsAll(types);
  }

  private static String type(Release release, Architecture architecture, int major, int minor) {
    return GuestType.of(release, architecture, new VirtualBoxVersion(major, minor, "test"));
  }
}
