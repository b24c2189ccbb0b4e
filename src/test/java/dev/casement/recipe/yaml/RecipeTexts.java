package dev.casement.recipe.yaml;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.report.BuildException;
import dev.casement.report.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Recipes that are written out in tests. */
record RecipeTexts(Path directory) {
  /** The least that is a recipe; whole lines may follow. */
  static final String LEAST = "name: x\nmedia: { install: { path: a.iso } }\n";

  Recipe read(String yaml) {
    try {
      Path file = Files.writeString(directory.resolve("recipe.yaml"), yaml);
      return new RecipeFile(file, Map.of("WINDOWS_KEY", "w269n-wfgwx-yvc9b-4j6c9-t83gx")).read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The problems of single keys, without what they demand of each other. */
  static void read(YamlNode root, Problems problems) {
    Found found = new Found();
    new RecordReader(
            Path.of("/recipes"),
            new DerivedDefaults(found)::of,
            form -> new ProductKeyChoice.None(),
            found,
            problems)
        .read(root, Recipe.class);
  }

  BuildException failure(String yaml) {
    return catchThrowableOfType(BuildException.class, () -> read(yaml));
  }

  static BuildException failureOf(Path file) {
    return catchThrowableOfType(BuildException.class, () -> new RecipeFile(file, Map.of()).read());
  }

  /** The problems of a recipe, without the file's name. */
  List<String> problems(String yaml) {
    String prefix = directory.resolve("recipe.yaml") + ":";
    return failure(yaml).what().lines().skip(1).map(line -> line.replace(prefix, "")).toList();
  }
}
