package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.units.DataSize;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReleaseTest {
  @Test
  void hasTheElevenReleasesByTheirIds() {
    assertThat(Release.ids())
        .containsExactly(
            "windows-7",
            "windows-8.1",
            "windows-10",
            "windows-11",
            "windows-server-2008-r2",
            "windows-server-2012",
            "windows-server-2012-r2",
            "windows-server-2016",
            "windows-server-2019",
            "windows-server-2022",
            "windows-server-2025");
    assertThat(Release.ofId("windows-vista")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void isFoundAgainByItsOwnCurrentVersion(Release release) {
    assertThat(release.hasBuild(release.currentVersion().build())).isTrue();
    assertThat(Release.of(image(release.currentVersion(), release.isServer()))).contains(release);
    assertThat(Release.ofId(release.id())).contains(release);
  }

  @ParameterizedTest
  @CsvSource({
    "7600,false,WINDOWS_7",
    "7601,true,SERVER_2008_R2",
    "9200,true,SERVER_2012",
    "9600,false,WINDOWS_8_1",
    "10240,false,WINDOWS_10",
    "22000,false,WINDOWS_11",
    "26100,false,WINDOWS_11",
    "26200,false,WINDOWS_11",
    "14393,true,SERVER_2016",
    "17763,true,SERVER_2019",
    "20348,true,SERVER_2022",
    "26100,true,SERVER_2025",
  })
  void isFoundByBuildAndInstallationType(int build, boolean server, Release expected) {
    assertThat(Release.of(image(new WindowsVersion(10, 0, build, 0), server))).contains(expected);
  }

  @Test
  void doesNotKnowWindows8WhichIsNotBuilt() {
    assertThat(Release.of(image(new WindowsVersion(6, 2, 9200, 0), false)))
        .isEqualTo(Optional.empty());
  }

  @Test
  void runsOnTheMachinesThatItsFamilyAndAgeAllow() {
    assertThat(Release.WINDOWS_7.supports(Architecture.AMD64, Firmware.BIOS)).isTrue();
    assertThat(Release.WINDOWS_7.supports(Architecture.AMD64, Firmware.UEFI)).isTrue();
    assertThat(Release.WINDOWS_7.supports(Architecture.AMD64, Firmware.UEFI_SECURE)).isFalse();
    assertThat(Release.WINDOWS_7.supports(Architecture.X86, Firmware.BIOS)).isTrue();
    assertThat(Release.WINDOWS_7.supports(Architecture.X86, Firmware.UEFI)).isFalse();
    assertThat(Release.WINDOWS_11.supports(Architecture.AMD64, Firmware.BIOS)).isFalse();
    assertThat(Release.WINDOWS_11.supports(Architecture.ARM64, Firmware.UEFI)).isTrue();
    assertThat(Release.WINDOWS_11.supports(Architecture.ARM64, Firmware.BIOS)).isFalse();
    assertThat(Release.SERVER_2022.supports(Architecture.AMD64, Firmware.UEFI_SECURE)).isTrue();
    assertThat(Release.SERVER_2022.supports(Architecture.X86, Firmware.BIOS)).isFalse();
    assertThat(Release.SERVER_2022.supports(Architecture.ARM64, Firmware.UEFI)).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void runsWithItsDefaultFirmware(Release release) {
    assertThat(release.supports(Architecture.AMD64, release.defaultFirmware(Architecture.AMD64)))
        .isTrue();
  }

  @Test
  void hasADriverFolderOfItsOwn() {
    assertThat(Arrays.stream(Release.values()).map(Release::driverFolder))
        .doesNotHaveDuplicates()
        .hasSize(11);
  }

  private static WindowsImage image(WindowsVersion version, boolean server) {
    return new WindowsImage(
        new ImageIndex(1),
        "name",
        "name",
        new EditionId(server ? "ServerStandard" : "Professional"),
        Architecture.AMD64,
        version,
        server ? InstallationType.SERVER : InstallationType.CLIENT,
        List.of("en-US"),
        1);
  }

  /** One line for each release: a new one is an entry of the enum and a line here. */
  @ParameterizedTest
  @CsvSource({
    "WINDOWS_7, 20, 2, false, false",
    "WINDOWS_8_1, 20, 2, true, false",
    "WINDOWS_10, 32, 2, true, true",
    "WINDOWS_11, 64, 4, true, true",
    "SERVER_2008_R2, 32, 1, false, false",
    "SERVER_2012, 32, 1, false, false",
    "SERVER_2012_R2, 32, 1, false, false",
    "SERVER_2016, 32, 2, false, false",
    "SERVER_2019, 32, 2, false, false",
    "SERVER_2022, 32, 2, false, false",
    "SERVER_2025, 32, 2, false, false",
  })
  void knowsWhatDiffersBetweenReleases(
      Release release,
      long diskGigabytes,
      long memoryGibibytes,
      boolean storeApps,
      boolean suggestedApps) {
    assertThat(release.leastDisk()).isEqualTo(new DataSize(diskGigabytes * 1_000_000_000));
    assertThat(release.leastMemory(image(release.currentVersion(), release.isServer())))
        .isEqualTo(DataSize.gibibytes(memoryGibibytes));
    assertThat(release.hasStoreApps()).isEqualTo(storeApps);
    assertThat(release.hasSuggestedApps()).isEqualTo(suggestedApps);
    assertThat(ClientSetupKeys.of(release, new EditionId(release.usualEdition()))).isPresent();
    boolean sinceEight = release.currentVersion().build() >= 9200;
    boolean sinceTen = release.currentVersion().build() >= 10240;
    assertThat(release.hasAccountPages()).isEqualTo(sinceEight);
    assertThat(release.asksForNetworkLocation()).isEqualTo(!sinceTen);
    assertThat(release.reservedPartition()).isEqualTo(DataSize.mebibytes(sinceTen ? 16 : 128));
    assertThat(release.isTiedToAccounts()).isEqualTo(release == Release.WINDOWS_11);
    assertThat(release.usualEditions()).startsWith(release.usualEdition());
    assertThat(release.seesFloppy(Firmware.UEFI)).isFalse();
    assertThat(release.seesFloppy(Firmware.BIOS))
        .isEqualTo(release.currentVersion().build() < 10240);
  }
}
