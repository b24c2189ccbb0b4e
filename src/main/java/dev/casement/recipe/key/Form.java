package dev.casement.recipe.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The pattern that a text, or each text of a list, must match. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.TYPE})
public @interface Form {
  /** A regular expression for the whole text, valid in both Java and ECMAScript. */
  String value();

  /** A description of the pattern, to follow "must be". */
  String says();
}
