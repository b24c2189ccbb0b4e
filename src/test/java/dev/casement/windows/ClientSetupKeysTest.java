package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientSetupKeysTest {
  private static Optional<String> key(Release release, String edition) {
    return ClientSetupKeys.of(release, new EditionId(edition)).map(ProductKey::reveal);
  }

  @ParameterizedTest
  @CsvSource({
    "WINDOWS_7,Professional,FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4",
    "WINDOWS_7,Enterprise,33PXH-7Y6KF-2VJC9-XBBR8-HVTHH",
    "WINDOWS_8_1,Professional,GCRJD-8NW9H-F2CDX-CCM8D-9D6T9",
    "WINDOWS_10,Professional,W269N-WFGWX-YVC9B-4J6C9-T83GX",
    "WINDOWS_11,Enterprise,NPPR9-FWDCX-D2C8J-H872K-2YT43",
    "WINDOWS_11,EnterpriseS,M7XTQ-FN8P6-TTKYV-9D4CC-J462D",
    "SERVER_2008_R2,ServerStandard,YC6KT-GKW9T-YTKYR-T4X34-R7VHC",
    "SERVER_2008_R2,ServerStandardCore,YC6KT-GKW9T-YTKYR-T4X34-R7VHC",
    "SERVER_2008_R2,ServerEnterprise,489J6-VHDMP-X63PK-3K798-CPX3Y",
    "SERVER_2008_R2,ServerDatacenter,74YFP-3QFB3-KQT8W-PMXWJ-7M648",
    "SERVER_2012,ServerStandard,XC9B7-NBPP2-83J2H-RHMBY-92BT4",
    "SERVER_2012,ServerDatacenter,48HP8-DN98B-MYWDG-T2DCC-8W83P",
    "SERVER_2012_R2,ServerStandard,D2N9P-3P6X9-2R39C-7RTCD-MDVJX",
    "SERVER_2012_R2,ServerDatacenter,W3GGN-FT8W3-Y4M27-J84CP-Q3VJ9",
    "SERVER_2016,ServerStandard,WC2BQ-8NRM3-FDDYY-2BFGV-KHKQY",
    "SERVER_2016,ServerDatacenter,CB7KF-BWN84-R7R2Y-793K2-8XDDG",
    "SERVER_2019,ServerStandard,N69G4-B89J2-4G8F4-WWYCC-J464C",
    "SERVER_2019,ServerDatacenter,WMDGN-G9PQG-XVVXX-R3X43-63DFG",
    "SERVER_2022,serverstandard,VDYBN-27WPP-V4HQT-9VMD4-VMK7H",
    "SERVER_2022,ServerDatacenter,WX4NM-KYWYW-QJJR4-XV3QB-6VM33",
    "SERVER_2025,ServerStandard,TVRH6-WHNXV-R9WG3-9XRFY-MY832",
    "SERVER_2025,ServerDatacenter,D764K-2NDRG-47T6Q-P8T8W-YP6DF",
    "SERVER_2012,ServerSolution,HTDQM-NBMMG-KGYDT-2DTKT-J2MPV",
    "SERVER_2012_R2,ServerSolution,KNC87-3J2TX-XB4WP-VCPJV-M4FWM",
    "SERVER_2016,ServerSolution,JCKRF-N37P4-C2D82-9YXRT-4M63B",
    "SERVER_2019,ServerSolution,WVDHN-86M7X-466P6-VHXV7-YY726",
    "SERVER_2022,ServerTurbine,NTBV8-9K7Q8-V27C6-M2BTV-KHMXV",
    "SERVER_2025,ServerTurbine,XGN3F-F394H-FD2MY-PP6FD-8MCRC",
    "SERVER_2025,ServerTurbineCor,XGN3F-F394H-FD2MY-PP6FD-8MCRC",
    "SERVER_2019,ServerDatacenterACor,6NMRW-2C8FM-D24W7-TQWMY-CWH2D",
    "WINDOWS_11,IoTEnterpriseS,KBN8V-HFGQ4-MGXVD-347P6-PDQGT",
    "WINDOWS_10,IoTEnterpriseS,KBN8V-HFGQ4-MGXVD-347P6-PDQGT",
  })
  void knowsThePublishedKeys(Release release, String edition, String expected) {
    assertThat(key(release, edition)).contains(expected);
  }

  /** Products of the page that Casement has no release for, or no edition. */
  private static final String OTHER_PRODUCTS =
      "Windows (Vista|8) .*|Windows (Web )?Server 2008(?! R2).*"
          + "|Windows Server 2012( N| Single Language| Country Specific)?";

  @Test
  void everyKeyOfMicrosoftsPageIsKnownAndNoOther() throws IOException {
    Set<String> known = new HashSet<>();
    for (String line :
        Files.readAllLines(Path.of("src/test/resources/windows/kms-client-keys.tsv"))) {
      if (line.startsWith("#")) {
        continue;
      }
      String product = line.substring(0, line.indexOf('\t'));
      String key = line.substring(line.indexOf('\t') + 1);
      assertThat(ProductKey.own(key).reveal()).isEqualTo(key);
      assertThat(ClientKeyUse.of(key).isEmpty())
          .as(product)
          .isEqualTo(product.matches(OTHER_PRODUCTS));
      known.add(key);
    }
    assertThat(known).hasSize(82).containsAll(ClientSetupKeys.all());
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_2016, 16299, DPCNP-XQFKJ-BJF7R-FRC8D-GF6G4",
    "SERVER_2016, 17134, PTXN8-JFHJM-4WC78-MPCBR-9W4KR",
    "SERVER_2019, 17763, N2KJX-J94YW-TQVFB-DG9YT-724CC",
    "SERVER_2019, 19042, N2KJX-J94YW-TQVFB-DG9YT-724CC",
  })
  void eachVersionOfTheSemiAnnualChannelHasItsKey(Release release, int build, String key) {
    assertThat(release.hasBuild(build)).isTrue();
    assertThat(ClientSetupKeys.of(release, new EditionId("ServerStandardACor"), build))
        .map(ProductKey::reveal)
        .contains(key);
  }

  @Test
  void thereIsNoKeyOfIotForBuildsBeforeItsOwn() {
    EditionId edition = new EditionId("IoTEnterpriseS");
    assertThat(ClientSetupKeys.of(Release.WINDOWS_10, edition, 17763)).isEmpty();
    assertThat(ClientSetupKeys.of(Release.WINDOWS_10, edition, 19044)).isPresent();
    assertThat(ClientSetupKeys.of(Release.WINDOWS_11, edition, 22621)).isEmpty();
  }

  @Test
  void evaluationAndHomeEditionsHaveNone() {
    for (Release release : Release.values()) {
      for (String edition :
          List.of("ServerStandardEval", "ServerDatacenterEval", "EnterpriseEval", "Core")) {
        assertThat(key(release, edition)).isEmpty();
      }
    }
  }

  @Test
  void aClientHasNoServerEditionAndTheReverse() {
    for (Release release : Release.values()) {
      String other = release.isServer() ? "Professional" : "ServerStandard";
      assertThat(key(release, other)).isEmpty();
    }
  }

  @Test
  void eachLongTermReleaseOfWindows10HasItsOwnKey() {
    EditionId edition = new EditionId("EnterpriseS");
    Set<String> keys = new HashSet<>();
    for (int build : new int[] {10240, 14393, 17763}) {
      ClientSetupKeys.of(Release.WINDOWS_10, edition, build)
          .ifPresent(key -> keys.add(key.reveal()));
    }
    assertThat(keys).hasSize(3);
    assertThat(ClientSetupKeys.of(Release.WINDOWS_10, edition, 15063)).isEmpty();
    assertThat(ClientSetupKeys.of(Release.WINDOWS_10, edition, 19044))
        .isEqualTo(ClientSetupKeys.of(Release.WINDOWS_10, edition, 17763));
  }

  @Test
  void publishedKeysMayBeShown() {
    ProductKey key =
        ClientSetupKeys.of(Release.SERVER_2022, new EditionId("ServerStandard")).orElseThrow();
    assertThat(key.isPublic()).isTrue();
    assertThat(key.toString()).isEqualTo("VDYBN-27WPP-V4HQT-9VMD4-VMK7H");
  }

  @Test
  void noTwoReleasesShareAServerKey() {
    List<String> keys =
        Arrays.stream(Release.values())
            .filter(Release::isServer)
            .flatMap(
                release ->
                    List.of("ServerStandard", "ServerDatacenter").stream()
                        .flatMap(edition -> key(release, edition).stream()))
            .toList();
    assertThat(keys).hasSize(14).doesNotHaveDuplicates();
  }
}
