package dev.casement.recipe.yaml;

import static dev.casement.recipe.yaml.RecipeTexts.LEAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.BuildException;
import dev.casement.report.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no YAML, or more of it than a recipe needs. */
class RecipeSyntaxTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: x\\nmedia: { install|2:",
        "name: 'x|1:",
        "name: x\\n\\tmedia: 1|2:1",
        "a: b: c|1:5",
        "%YAML 9.9\\n---\\nname: x|",
      })
  void syntaxErrorsHaveAPosition(String yaml, String position) {
    String text = yaml.replace("\\n", "\n").replace("\\t", "\t");
    assertThat(problems(text)).isNotEmpty();
    assertThat(problems(text).getFirst()).startsWith(position == null ? "" : position);
  }

  @Test
  void controlCharactersAreFoundWhereTheyAre() {
    assertThat(problems("name: x\nmedia: \u0007"))
        .containsExactly("2:8: the character U+0007 is not allowed");
  }

  @Test
  void anAliasBombUnfoldsNothing() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      String reference = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(", ", java.util.Collections.nCopies(9, reference))).append("]\n");
    }
    BuildException failure = failure(bomb.toString());
    assertThat(failure.what()).contains("an anchor (&a0); recipes use none").contains("… and");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void deepNestingIsRefused(String opening) {
    assertThat(problems(opening.repeat(5000))).hasSize(1).first().asString().contains("32 levels");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(problems(LEAST + "---\nname: y\n"))
        .containsExactly("4:1: a second document; a recipe is one YAML document");
  }

  @Test
  void emptyFilesAreNoRecipe() {
    assertThat(problems("# only a comment\n"))
        .containsExactly("1:1: the recipe is empty; it needs at least name and media");
  }

  @Test
  void filesThatAreNoRecipesSaySo() throws IOException {
    Path large = directory.resolve("large.yaml");
    byte[] zeros = new byte[(1 << 20) + 1];
    Arrays.fill(zeros, (byte) '#');
    Files.write(large, zeros);
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(RecipeTexts.failureOf(large).what()).endsWith("is larger than 1 MiB");
    assertThat(RecipeTexts.failureOf(binary).what()).endsWith("is not text in UTF-8 or UTF-16");
    assertThat(RecipeTexts.failureOf(directory).what()).endsWith("is a directory");
    assertThat(RecipeTexts.failureOf(directory.resolve("none.yaml")).what())
        .endsWith("does not exist");
  }

  @Property(tries = 300)
  void anyTextGivesARecipeOrProblemsButNeverAnotherError(@ForAll String text) {
    Problems problems = new Problems();
    YamlReader.read(text, problems).ifPresent(root -> RecipeTexts.read(root, problems));
  }

  @Property(tries = 500)
  void aSlipOfThePenGivesARecipeOrProblemsButNeverAnotherError(
      @ForAll @IntRange(max = 2000) int place, @ForAll @CharRange(from = 9, to = 126) char slip)
      throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(Path.of("examples/windows-7.yaml")));
    text.setCharAt(place % text.length(), slip);
    anyTextGivesARecipeOrProblemsButNeverAnotherError(text.toString());
  }

  private BuildException failure(String yaml) {
    return new RecipeTexts(directory).failure(yaml);
  }

  private List<String> problems(String yaml) {
    return new RecipeTexts(directory).problems(yaml);
  }
}
