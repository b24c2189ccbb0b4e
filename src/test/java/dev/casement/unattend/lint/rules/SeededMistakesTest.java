package dev.casement.unattend.lint.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.unattend.lint.LintContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule finds the mistake it is for, and is silent about the file without it. */
class SeededMistakesTest {
  static List<Seed> seeds() {
    List<Seed> seeds = new ArrayList<>();
    Stream.of(
            FrameSeeds.all(),
            DiskSeeds.all(),
            ImageSeeds.all(),
            NameSeeds.all(),
            CommandSeeds.all())
        .forEach(seeds::addAll);
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isFound(Seed seed) {
    assertThat(rules(seed.planted(), seed.context())).contains(seed.rule());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void isNotFoundWhereItIsNot(Seed seed) {
    assertThat(rules(seed.file(), seed.context())).doesNotContain(seed.rule());
  }

  @Test
  void everyRuleHasItsMistake() {
    Set<String> seeded = seeds().stream().map(Seed::rule).collect(Collectors.toSet());
    assertThat(Rules.all())
        .extracting(each -> each.rule().id())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(seeded)
        .hasSizeGreaterThan(40);
  }

  private static Set<String> rules(String text, LintContext context) {
    return Rules.linter()
        .lint("Autounattend.xml", text.getBytes(StandardCharsets.UTF_8), context)
        .stream()
        .map(finding -> finding.rule().id())
        .collect(Collectors.toSet());
  }
}
