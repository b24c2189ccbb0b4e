package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.report.Secret;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class AnswerFileXmlTest {
  private static AnswerFile of(Setting... settings) {
    return new AnswerFile(
        Architecture.AMD64,
        List.of(
            new PassSettings(
                ConfigurationPass.SPECIALIZE,
                List.of(new Component(ComponentName.SHELL_SETUP, List.of(settings))))));
  }

  @Test
  void writesValuesGroupsAndItems() {
    AnswerFile answerFile =
        of(
            Setting.group("Outer", Setting.value("Number", 7), Setting.value("Flag", true)),
            Setting.keyedItem("Entry", "a&b", Setting.value("Path", "C:\\x")));
    assertThat(AnswerFileXml.write(answerFile))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <unattend xmlns="urn:schemas-microsoft-com:unattend" xmlns:wcm="http://schemas.microsoft.com/WMIConfig/2002/State">
              <settings pass="specialize">
                <component name="Microsoft-Windows-Shell-Setup" processorArchitecture="amd64" publicKeyToken="31bf3856ad364e35" language="neutral" versionScope="nonSxS">
                  <Outer>
                    <Number>7</Number>
                    <Flag>true</Flag>
                  </Outer>
                  <Entry wcm:action="add" wcm:keyValue="a&amp;b">
                    <Path>C:\\x</Path>
                  </Entry>
                </component>
              </settings>
            </unattend>
            """);
  }

  @Test
  void writesTheSameTextEveryTime() {
    for (Release release : Release.values()) {
      assertThat(AnswerFileXml.write(AnswerFiles.install(Cases.install(release))))
          .isEqualTo(AnswerFileXml.write(AnswerFiles.install(Cases.install(release))))
          .doesNotContain("\r", "\t")
          .endsWith("</unattend>\n");
    }
  }

  @Property
  void aParserReadsBackWhateverTextIsWritten(@ForAll("texts") String text) {
    Xml xml = Xml.parse(AnswerFileXml.write(of(Setting.value("ComputerName", text))));
    assertThat(xml.all("//u:ComputerName")).containsExactly(text);
  }

  @Property
  void aSecretIsInTheFileAndNowhereElse(@ForAll("texts") String text) {
    // Longer than any text that the file has anyway.
    String password = "s3cret-" + text;
    AnswerFile answerFile = of(Setting.secret("Value", new Secret(password)));
    assertThat(Xml.parse(AnswerFileXml.write(answerFile)).all("//u:Value"))
        .containsExactly(password);
    assertThat(AnswerFileXml.writeRedacted(answerFile))
        .contains("<Value>[redacted]</Value>")
        .doesNotContain("s3cret-");
    assertThat(answerFile.toString()).doesNotContain("s3cret-");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars("äöüß€漢字<>&\"'")
        .ofMinLength(1)
        .ofMaxLength(60);
  }

  @Test
  void refusesWhatAnAnswerFileCannotCarryWithoutRepeatingIt() {
    for (String bad : List.of("a\nb", "a\u0000b", "tab\tbed", "lone\uD800", "\uFFFE")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Setting.secret("Value", new Secret(bad)))
          .withMessageContaining("Value")
          .withMessageNotContaining(bad);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Setting.value("ComputerName", ""));
    assertThatIllegalArgumentException().isThrownBy(() -> Setting.value("no name", "x"));
  }

  @Test
  void carriesCharactersBeyondTheBasicPlane() {
    assertThat(Xml.parse(AnswerFileXml.write(of(Setting.value("Label", "🪟")))).all("//u:Label"))
        .containsExactly("🪟");
  }

  @Test
  void refusesAComponentInAPassWhereItDoesNotBelong() {
    Component setup = Component.of(ComponentName.SETUP, Setting.value("X", "y"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PassSettings(ConfigurationPass.OOBE_SYSTEM, List.of(setup)))
        .withMessageContaining("Microsoft-Windows-Setup")
        .withMessageContaining("oobeSystem");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PassSettings(ConfigurationPass.WINDOWS_PE, List.of(setup, setup)))
        .withMessageContaining("twice");
  }

  @Test
  void refusesPassesOutOfOrder() {
    PassSettings specialize = of(Setting.value("X", "y")).passes().getFirst();
    PassSettings windowsPe =
        new PassSettings(
            ConfigurationPass.WINDOWS_PE,
            List.of(Component.of(ComponentName.SETUP, Setting.value("X", "y"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AnswerFile(Architecture.AMD64, List.of(specialize, windowsPe)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AnswerFile(Architecture.AMD64, List.of(specialize, specialize)));
  }
}
