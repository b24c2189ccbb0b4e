package dev.casement.recipe.yaml;

import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.report.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recipes in the form they are written in, as maps, lists, texts, numbers and booleans. */
public final class RecipeForm {
  private RecipeForm() {}

  /**
   * The whole recipe, with its defaults, in the order of {@code docs/recipe.md}; secrets are left
   * out.
   *
   * @param known what the media say where the recipe leaves it open, by its path, such as {@code
   *     machine.firmware}
   */
  public static Map<String, Object> of(Recipe recipe, Map<String, ?> known) {
    return new RecordWriter(known).write(recipe);
  }

  /**
   * The {@code publish} of such a form; where there is none, nothing is set.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static PublishSettings publish(@Nullable Object form) {
    if (form == null) {
      return PublishSettings.none();
    }
    Problems problems = new Problems();
    Optional<PublishSettings> settings =
        new RecordReader(
                Path.of(""),
                path -> Optional.empty(),
                key -> new ProductKeyChoice.None(),
                new Found(),
                problems)
            .read(node(form), PublishSettings.class);
    problems.inOrder().stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem.path() + ": " + problem.text());
            });
    return settings.orElseThrow();
  }

  private static YamlNode node(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          new YamlNode.Mapping(
              Position.START,
              map.entrySet().stream()
                  .map(
                      entry ->
                          new YamlNode.Entry(
                              Position.START,
                              String.valueOf(entry.getKey()),
                              node(entry.getValue())))
                  .toList());
      case List<?> list ->
          new YamlNode.Sequence(Position.START, list.stream().map(RecipeForm::node).toList());
      case null -> new YamlNode.Scalar(Position.START, "", false);
      case Object text -> new YamlNode.Scalar(Position.START, text.toString(), true);
    };
  }
}
