package dev.casement.pipeline.setup;

import dev.casement.guest.UserStep;
import dev.casement.recipe.Recipe;
import java.util.List;

/** Turns the recipe's scripts into steps of the guest. */
public final class UserSteps {
  private UserSteps() {}

  /** Those that run at this point, in the recipe's order. */
  public static List<UserStep> of(Recipe recipe, Recipe.When when) {
    return recipe.steps().stream()
        .filter(script -> script.when() == when)
        .map(script -> new UserStep(script.run(), script.arguments(), script.timeout()))
        .toList();
  }
}
