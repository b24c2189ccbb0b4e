package dev.casement.unattend.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.Finding;
import dev.casement.unattend.lint.LintContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever it is given, the linter answers with findings, and never with an exception. */
class LinterPropertyTest {
  private static final LintContext EVERYTHING =
      new LintContext(Samples.media().install(), Samples.drivers("viostor/2k22/amd64").drivers());

  @Property(tries = 200)
  void survivesAnyBytes(@ForAll byte[] content) {
    assertThat(Rules.linter().lint("a.xml", content, EVERYTHING)).isNotEmpty();
  }

  /** Elements lose their text, their place or their tags. */
  @Property(tries = 200)
  void survivesDamagedAnswerFiles(@ForAll("samples") String sample, @ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(sample);
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(40));
      text.replace(from, to, random.nextBoolean() ? "" : "9");
    }
    Rules.linter()
        .lint("a.xml", text.toString(), EVERYTHING)
        .forEach(finding -> assertThat(finding.message()).isNotBlank());
  }

  /** Whole lines go, so that the XML often stays well-formed. */
  @Property(tries = 300)
  void survivesAnswerFilesThatLackSettings(@ForAll("samples") String sample, @ForAll long seed) {
    Random random = new Random(seed);
    List<String> lines = sample.lines().toList();
    String text =
        String.join(
            "\n",
            lines.stream()
                .filter(line -> !isLeaf(line) || random.nextInt(4) > 0)
                .map(line -> isLeaf(line) ? emptied(line, random) : line)
                .toList());
    List<Finding> findings =
        Rules.linter().lint("a.xml", text.getBytes(StandardCharsets.UTF_8), EVERYTHING);
    assertThat(findings)
        .noneMatch(finding -> finding.rule().id().equals("malformed-xml"))
        .allMatch(finding -> finding.position().orElseThrow().line() <= lines.size());
  }

  private static boolean isLeaf(String line) {
    return line.matches("\\s*<(\\w+)>[^<]*</\\1>");
  }

  private static String emptied(String line, Random random) {
    return random.nextInt(6) == 0 ? line.replaceFirst(">[^<]*<", "><") : line;
  }

  @Provide
  Arbitrary<String> samples() {
    return Arbitraries.of(
        Arrays.asList(Samples.SERVER_2022, Samples.WINDOWS_11, Samples.WINDOWS_7, Samples.SYSPREP));
  }
}
