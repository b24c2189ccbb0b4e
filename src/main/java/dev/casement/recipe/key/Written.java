package dev.casement.recipe.key;

/**
 * A value that defines its own text in a resolved recipe. A value whose type has a {@link Form} is
 * read by a static method {@code parse(String)} of the type, which throws IllegalArgumentException
 * with a message for the user.
 */
public interface Written {
  /** The text of the value in a resolved recipe. */
  String text();
}
