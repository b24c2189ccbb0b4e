package dev.casement.pipeline.output;

import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.yaml.RecipeForm;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a recipe with every value filled in, as {@code plan} shows it and the manifest records it.
 * Secrets are left out.
 */
public final class ResolvedRecipe {
  private ResolvedRecipe() {}

  /** Maps, lists, strings, numbers and booleans, in the order of {@code docs/recipe.md}. */
  public static Map<String, Object> of(Recipe recipe, WindowsSource source) {
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("windows.release", source.release());
    known.put("windows.architecture", source.image().architecture());
    known.put(
        "windows.image",
        source.base().isPresent()
            ? new ImageSelector.ByEdition(source.image().edition().value())
            : recipe.windows().image().orElse(null) instanceof ImageSelector.ByName
                ? new ImageSelector.ByName(source.image().name())
                : new ImageSelector.ByIndex(source.image().index()));
    if (source.productKey().isEmpty()) {
      known.put("windows.productKey", new ProductKeyChoice.None());
    }
    known.put("machine.firmware", source.firmware());
    known.put("machine.setupMedium", source.setupMedium());
    known.put("settings.sanPolicy", recipe.settings().sanPolicy(source.release()));
    if (recipe.updates().isNone()) {
      known.put("updates", "none");
    }
    return RecipeForm.of(recipe, known);
  }
}
