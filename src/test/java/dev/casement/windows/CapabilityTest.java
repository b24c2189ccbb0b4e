package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilityTest {
  /** Names and packages of Learn, "Available Features on Demand" and "Language and region FODs". */
  @ParameterizedTest
  @CsvSource({
    "OpenSSH.Server~~~~0.0.1.0, OpenSSH-Server-Package",
    "Language.Basic~~~fr-FR~0.0.1.0, Microsoft-Windows-LanguageFeatures-Basic-fr-fr-Package",
    "Language.TextToSpeech~~~fr-FR~0.0.1.0,"
        + " Microsoft-Windows-LanguageFeatures-TextToSpeech-fr-fr-Package",
    "Language.Fonts.Thai~~~und-THAI~0.0.1.0, Microsoft-Windows-LanguageFeatures-Fonts-Thai-Package",
    "Microsoft.Windows.MSPaint~~~~0.0.1.0, Microsoft-Windows-MSPaint-FoD-Package",
    "Msix.PackagingTool.Driver~~~~0.0.1.0, Msix-PackagingTool-Driver-Package",
    "Rsat.Dns.Tools~~~~0.0.1.0, Microsoft-Windows-DNS-Tools-FoD-Package",
    "ServerCore.AppCompatibility~~~~0.0.1.0, Microsoft-Windows-Server-AppCompat-FoD-Package",
    "Tools.Graphics.DirectX~~~~0.0.1.0, Microsoft-OneCore-Graphics-Tools-Package",
  })
  void knowsThePackageThatBringsACapability(String name, String begin) {
    Capability capability = new Capability(name);
    String end = "~31bf3856ad364e35~amd64~~.cab";
    assertThat(capability.isIn(begin + end, Architecture.AMD64)).isTrue();
    assertThat(capability.isIn(begin + ".cab", Architecture.AMD64)).as("up to 1709").isTrue();
    assertThat(capability.isIn(begin + end, Architecture.ARM64)).isFalse();
    assertThat(capability.isIn(begin + "~31bf3856ad364e35~amd64~de-DE~.cab", Architecture.AMD64))
        .as("a satellite")
        .isFalse();
  }

  @Test
  void readsTheCapabilityOfALanguagesCabinet() {
    assertThat(
            Capability.ofLanguageCabinet(
                "Microsoft-Windows-LanguageFeatures-OCR-sr-latn-rs-Package~31bf3856ad364e35~amd64~~.cab"))
        .contains("Language.OCR~~~sr-latn-rs~0.0.1.0");
    assertThat(Capability.ofLanguageCabinet("OpenSSH-Server-Package~31bf3856ad364e35~amd64~~.cab"))
        .isEmpty();
  }

  @Test
  void someHaveNoVersion() {
    assertThat(new Capability("NetFX3~~~~").packageName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenSSH.Server", "OpenSSH.Server~~~~1", "a|b~~~~0.0.1.0", "~~~~0.0.1.0"})
  void refusesWhatIsNoName(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Capability(name));
  }
}
