package dev.casement.pipeline.setup;

import dev.casement.guest.UserStep;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.UserScript;
import java.util.List;
import java.util.Locale;

/** Turns the recipe's scripts into steps of the guest. */
public final class UserSteps {
  private UserSteps() {}

  /** The steps that run at this point, in the recipe's order. */
  public static List<UserStep> of(Recipe recipe, UserScript.When when) {
    return recipe.steps().stream()
        .filter(script -> script.when() == when)
        .map(script -> new UserStep(script.run(), script.arguments(), script.timeout()))
        .toList();
  }

  /** The number of scripts, as a clause that begins with a comma; empty if there are none. */
  public static String summary(Recipe recipe, UserScript.When when) {
    int count = of(recipe, when).size();
    return count == 0
        ? ""
        : String.format(Locale.ROOT, ", %d own %s", count, count == 1 ? "step" : "steps");
  }
}
