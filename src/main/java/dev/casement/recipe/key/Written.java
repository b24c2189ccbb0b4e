package dev.casement.recipe.key;

/**
 * A value with a grammar of its own, which its type has as a {@link Form}: read by a static method
 * {@code parse(String)} that throws IllegalArgumentException with a message for the user.
 */
public interface Written {
  /** The text that stands for it in a resolved recipe. */
  String text();
}
