package dev.casement.recipe.key;

/**
 * A value that says itself what stands for it in a resolved recipe. One whose type has a {@link
 * Form} is read by a static method {@code parse(String)} of the type, which throws
 * IllegalArgumentException with a message for the user.
 */
public interface Written {
  /** The text that stands for it in a resolved recipe. */
  String text();
}
