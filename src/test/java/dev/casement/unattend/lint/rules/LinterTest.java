package dev.casement.unattend.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.Finding;
import dev.casement.report.Position;
import dev.casement.report.Severity;
import dev.casement.unattend.lint.LintContext;
import dev.casement.unattend.lint.LintRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LinterTest {
  private static final Path MANUAL = Path.of("docs/lint.md");

  /** After a change on purpose: {@code -DupdateManual=true} writes the table anew. */
  @Test
  void theManualListsEveryRule() throws IOException {
    String manual = Files.readString(MANUAL);
    int start = manual.indexOf("| rule | severity |");
    String table = table();
    if (Boolean.getBoolean("updateManual")) {
      Files.writeString(MANUAL, manual.substring(0, start) + table);
      manual = Files.readString(MANUAL);
    }
    assertThat(manual.substring(start)).isEqualTo(table);
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder(
            "| rule | severity | why | what to do | source |\n|---|---|---|---|---|\n");
    for (LintRule rule : Rules.all()) {
      String row =
          "| `%s` | %s | %s | %s | %s |"
              .formatted(
                  rule.rule().id(),
                  rule.rule().severity(),
                  cell(rule.rule().why()),
                  cell(rule.rule().remedy()),
                  cell(rule.rule().source()));
      table.append(row).append('\n');
    }
    return table.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }

  static List<Path> golden() throws IOException {
    try (Stream<Path> files = Files.list(Samples.GOLDEN)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void findsNothingInOurOwnAnswerFilesButTheirPasswords(Path file) throws IOException {
    assertThat(lint(Files.readString(file)))
        .allSatisfy(
            finding -> {
              assertThat(finding.rule().id()).isEqualTo("plain-text-password");
              assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            });
  }

  @Test
  void saysWhereWhatAndWhatToDo() {
    String text =
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">\n  <settings/>\n</unattend>";
    assertThat(lint(text))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.place()).isEqualTo("a.xml");
              assertThat(finding.position()).contains(new Position(2, 3));
              assertThat(finding.message()).isEqualTo("<settings> has no attribute pass");
              assertThat(finding.isError()).isTrue();
              assertThat(finding.rule().remedy()).startsWith("write one of windowsPE");
              assertThat(finding.rule().source()).contains("Configuration Passes");
            });
  }

  @Test
  void pointsAtTheAttributeThatLacksItsSpace() {
    String text = Samples.SERVER_2022.replace("\" xmlns:wcm", "\"xmlns:wcm");
    assertThat(lint(text))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule().id()).isEqualTo("missing-space-between-attributes");
              assertThat(finding.position()).contains(new Position(2, 53));
              assertThat(finding.message()).endsWith("before the attribute xmlns:wcm");
            });
  }

  @Test
  void reportsEverythingAtOnceInTheOrderOfTheText() {
    String text =
        Samples.SERVER_2022
            .replace("<TimeZone>UTC", "<TimeZone>Mars")
            .replace("<AcceptEula>true", "<AcceptEula>no")
            .replace("<ComputerName>*", "<ComputerName>123");
    List<Finding> findings = lint(text);
    assertThat(findings)
        .extracting(finding -> finding.rule().id())
        .contains("boolean-value", "eula", "computer-name", "time-zone");
    assertThat(findings).extracting(finding -> finding.position().orElseThrow()).isSorted();
  }

  @Test
  void countsLinesThatEndInAnyWay() {
    String windows = Samples.SERVER_2022.replace("<ComputerName>*", "<ComputerName>123");
    Position expected = positionOf(windows, "computer-name");
    assertThat(positionOf(windows.replace("\n", "\r\n"), "computer-name")).isEqualTo(expected);
    assertThat(positionOf("\uFEFF" + windows, "computer-name")).isEqualTo(expected);
  }

  @Test
  void takesNoTagInACommentForAnElement() {
    String text =
        Samples.SERVER_2022.replace(
            "<ComputerName>*", "<!-- <b a='1'c=\"2\">\n --><ComputerName>123");
    assertThat(positionOf(text, "computer-name").column()).isEqualTo(5);
  }

  @Test
  void readsNothingOutsideTheFile() {
    String text =
        "<!DOCTYPE unattend [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><unattend>&x;</unattend>";
    assertThat(lint(text))
        .extracting(finding -> finding.rule().id())
        .containsExactly("document-type");
  }

  @Test
  void refusesToGoDeeperThanAnyAnswerFile() {
    String text = "<a>".repeat(5_000) + "</a>".repeat(5_000);
    assertThat(lint(text)).extracting(finding -> finding.rule().id()).containsExactly("too-large");
  }

  @Test
  void neverRepeatsPasswordsAndSecretKeys() {
    String text =
        Samples.WINDOWS_11
            .replaceFirst("Passw0rd-of", "Other-secret")
            .replace("W269N-WFGWX-YVC9B-4J6C9-T83GX", "BBBBB-CCCCC-DDDDD-FFFFF-SECRE");
    assertThat(lint(text))
        .extracting(finding -> finding.rule().id())
        .contains("key-form", "autologon-password");
    assertThat(lint(text).toString()).doesNotContain("secret").doesNotContain("SECRE");
  }

  @Test
  void oneOfSeveralPathsToADriverIsEnough() {
    String text = Samples.SERVER_2022.replaceFirst("D:.viostor.2k22", "D:\\\\viostor\\\\2k99");
    assertThat(
            Rules.linter()
                .lint("a.xml", text, Samples.drivers("viostor/2k22/amd64", "vioscsi/2k22/amd64")))
        .extracting(finding -> finding.rule().id())
        .containsOnly("plain-text-password");
  }

  @Test
  void componentsForAnotherArchitectureAreNotHeldAgainstTheMedium() {
    int from = Samples.SERVER_2022.indexOf("<component name=\"Microsoft-Windows-Setup\"");
    int to = Samples.SERVER_2022.indexOf("</component>", from) + "</component>".length();
    String x86 =
        Samples.SERVER_2022
            .substring(from, to)
            .replace("\"amd64\"", "\"x86\"")
            .replace("<Value>2</Value>", "<Value>9</Value>");
    String text = Samples.SERVER_2022.substring(0, to) + x86 + Samples.SERVER_2022.substring(to);
    assertThat(Rules.linter().lint("a.xml", text, Samples.media())).noneMatch(Finding::isError);
  }

  @Test
  void looksAtTheFrameOnlyOfATemplateWithConditions() {
    String text =
        Samples.SERVER_2022
            .replace("<UserData>", "{{ if .Key }}<UserData>")
            .replace("<AcceptEula>true", "<AcceptEula>no");
    assertThat(lint(text))
        .extracting(finding -> finding.rule().id())
        .containsExactly("unfilled-placeholder");
  }

  @Test
  void doesNotJudgeValuesThatAreStillToBeFilledIn() {
    String text =
        Samples.SERVER_2022
            .replace("<ComputerName>*", "<ComputerName>${var.a_long_name_of_a_variable}")
            .replace("<UserLocale>en-US", "<UserLocale>{{ locale }}");
    assertThat(lint(text)).noneMatch(Finding::isError);
  }

  @Test
  void takesWordsInCapitalsForPlaceholders() {
    String text =
        Samples.SERVER_2022
            .replace("<Key>VDYBN-27WPP-V4HQT-9VMD4-VMK7H", "<Key>KVM_TEST_CDKEY")
            .replace("<UserLocale>en-US", "<UserLocale>CFG_LOCALE");
    assertThat(text).contains("KVM_TEST_CDKEY", "CFG_LOCALE");
    assertThat(lint(text)).noneMatch(Finding::isError);
  }

  @Test
  void eachComponentOnceForEachArchitectureIsRight() {
    String text =
        Pattern.compile("(?s)<component .*?</component>")
            .matcher(Samples.SERVER_2022)
            .replaceAll(
                component ->
                    Matcher.quoteReplacement(
                        component.group() + component.group().replace("amd64", "x86")));
    assertThat(text).contains("\"x86\"", "\"amd64\"");
    assertThat(lint(text))
        .extracting(finding -> finding.rule().id())
        .containsOnly("plain-text-password");
  }

  @Test
  void listsMayHoldTheSameTwice() {
    String text =
        Samples.SERVER_2022.replace(
            "<ComputerName>",
            "<DNSServerSearchOrder><IpAddress>1.1.1.1</IpAddress><IpAddress>9.9.9.9</IpAddress>"
                + "</DNSServerSearchOrder><ComputerName>");
    assertThat(lint(text))
        .extracting(finding -> finding.rule().id())
        .doesNotContain("duplicate-setting");
  }

  @ParameterizedTest
  @CsvSource({
    "AdministratorPassword, a-secret, AdministratorPassword",
    "AdministratorPassword, '', AdministratorPassword",
    "Password, a-secret, Password",
  })
  void takesPasswordsAsSystemImageManagerEncodesThem(String element, String secret, String suffix) {
    String value =
        Base64.getEncoder().encodeToString((secret + suffix).getBytes(StandardCharsets.UTF_16LE));
    String text =
        Samples.SYSPREP.replace(
            "<OOBE>",
            "<%s><Value>%s</Value><PlainText>false</PlainText></%s><OOBE>"
                .formatted(element, value, element));
    assertThat(lint(text))
        .extracting(finding -> finding.rule().id())
        .doesNotContain("password-encoding");
  }

  private static Position positionOf(String text, String rule) {
    return lint(text).stream()
        .filter(finding -> finding.rule().id().equals(rule))
        .findFirst()
        .orElseThrow()
        .position()
        .orElseThrow();
  }

  private static List<Finding> lint(String text) {
    return Rules.linter().lint("a.xml", text, LintContext.none());
  }
}
