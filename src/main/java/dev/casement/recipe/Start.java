package dev.casement.recipe;

import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.key.Key;

/** What Windows comes from: an install medium, or an image that has it. */
public sealed interface Start {
  record Install(@Key("Microsoft's install ISO.") Source install) implements Start {
    @Override
    public Source source() {
      return install;
    }

    @Override
    public String key() {
      return "install";
    }
  }

  record Base(
      @Key(
              "A generalized image to build from instead of an install ISO: Windows is not"
                  + " installed, but set up anew as in an instance.")
          Source base)
      implements Start {
    @Override
    public Source source() {
      return base;
    }

    @Override
    public String key() {
      return "base";
    }
  }

  /** Where it comes from. */
  Source source();

  /** The key below {@code media}. */
  String key();
}
