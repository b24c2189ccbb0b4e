package dev.casement.build;

import dev.casement.guest.UserStep;
import java.util.List;

/** Turns the recipe's scripts into steps of the guest. */
final class UserSteps {
  private UserSteps() {}

  /** Those that run at this point, in the recipe's order. */
  static List<UserStep> of(Recipe recipe, Recipe.When when) {
    return recipe.steps().stream()
        .filter(script -> script.when() == when)
        .map(script -> new UserStep(script.run(), script.arguments(), script.timeout()))
        .toList();
  }
}
