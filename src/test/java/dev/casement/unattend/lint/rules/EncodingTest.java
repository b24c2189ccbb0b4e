package dev.casement.unattend.lint.rules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.Finding;
import dev.casement.unattend.lint.LintContext;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the bytes of a file say of its encoding, and what the file says of it. */
class EncodingTest {
  private static final String MARK = "\uFEFF";

  @ParameterizedTest
  @CsvSource({
    // in, byte order mark, declared
    "UTF-16LE, true, utf-8",
    "UTF-16LE, false, utf-8",
    "UTF-16BE, true, utf-8",
    "UTF-16BE, false, UTF-8",
    "UTF-16LE, true, utf-16be",
    "UTF-16LE, true, windows-1252",
    "UTF-8, true, utf-16",
    "UTF-8, false, utf-16",
    "UTF-8, false, UTF-16LE",
    "UTF-8, true, windows-1252",
    "UTF-8, false, utf-32",
  })
  void aDeclarationOfAnotherEncodingIsAnError(String in, boolean mark, String declared) {
    List<Finding> findings = lint(bytes(in, mark, declared));
    assertThat(findings)
        .filteredOn(Finding::isError)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule().id()).isEqualTo("encoding-declaration");
              assertThat(finding.message()).contains("declares " + declared, "is in " + in);
            });
    assertThat(findings)
        .as("the rest of the file")
        .anyMatch(f -> f.rule().id().equals("time-zone-shown"));
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16LE, true, utf-16",
    "UTF-16LE, true, UTF-16LE",
    "UTF-16BE, true, utf-16",
    "UTF-16LE, false, utf-16",
    "UTF-8, true, utf-8",
    "UTF-8, true, UTF8",
    "UTF-8, false, utf-8",
    "UTF-8, false, us-ascii",
    "UTF-8, true, ''",
    "UTF-8, false, ''",
    "UTF-16LE, true, ''",
    "ISO-8859-1, false, iso-8859-1",
    "windows-1252, false, windows-1252",
  })
  void aFittingDeclarationIsNone(String in, boolean mark, String declared) {
    assertThat(lint(bytes(in, mark, declared))).noneMatch(Finding::isError);
  }

  @Test
  void aByteOrderMarkIsAWarningWithMediaThatStumbleOverIt() {
    byte[] marked = bytes("UTF-8", true, "utf-8");
    assertThat(Rules.linter().lint("a.xml", marked, Samples.media(26080)))
        .extracting(finding -> finding.rule().id())
        .contains("byte-order-mark");
    assertThat(Rules.linter().lint("a.xml", marked, Samples.media(25398)))
        .extracting(finding -> finding.rule().id())
        .doesNotContain("byte-order-mark");
    assertThat(lint(marked))
        .extracting(finding -> finding.rule().id())
        .doesNotContain("byte-order-mark");
    assertThat(
            Rules.linter().lint("a.xml", bytes("UTF-16LE", true, "utf-16"), Samples.media(26080)))
        .extracting(finding -> finding.rule().id())
        .doesNotContain("byte-order-mark");
  }

  @Test
  void bytesThatAreNotInTheirEncodingAreNoText() {
    byte[] latin = Samples.SERVER_2022.replace("UTC", "\u00E9").getBytes(ISO_8859_1);
    assertThat(lint(latin))
        .extracting(finding -> finding.rule().id())
        .containsExactly("malformed-xml");
  }

  private static byte[] bytes(String in, boolean mark, String declared) {
    String declaration = declared.isEmpty() ? "" : " encoding=\"" + declared + "\"";
    String text =
        Samples.SERVER_2022
            .replace(" encoding=\"utf-8\"", declaration)
            .replace("<TimeZone>UTC", "<TimeZone>Coordinated Universal Time");
    return ((mark ? MARK : "") + text).getBytes(Charset.forName(in));
  }

  private static List<Finding> lint(byte[] content) {
    return Rules.linter().lint("a.xml", content, LintContext.none());
  }
}
