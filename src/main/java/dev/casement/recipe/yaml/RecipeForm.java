package dev.casement.recipe.yaml;

import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.report.Problems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converts recipes to maps, lists, texts, numbers and booleans. */
public final class RecipeForm {
  private RecipeForm() {}

  /**
   * The whole recipe, with its defaults, in the order of {@code docs/recipe.md}; secrets are left
   * out.
   *
   * @param known values from the media that the recipe does not set, by path, such as {@code
   *     machine.firmware}
   */
  public static Map<String, Object> of(Recipe recipe, Map<String, ?> known) {
    return new RecordWriter(known).write(recipe);
  }

  /**
   * Reads {@code publish} from such a form; all defaults if it is missing.
   *
   * @throws IllegalArgumentException when it is invalid
   */
  public static PublishSettings publish(@Nullable Object form) {
    if (form == null) {
      return PublishSettings.none();
    }
    Problems problems = new Problems();
    Optional<PublishSettings> settings =
        YamlReader.read(YamlText.of(form), problems)
            .flatMap(
                root ->
                    new RecordReader(
                            Path.of(""),
                            path -> Optional.empty(),
                            key -> new ProductKeyChoice.None(),
                            new Found(),
                            problems)
                        .read(root, PublishSettings.class));
    problems
        .first()
        .ifPresent(
            text -> {
              throw new IllegalArgumentException(text);
            });
    return settings.orElseThrow();
  }
}
