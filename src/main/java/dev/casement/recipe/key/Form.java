package dev.casement.recipe.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a text must look like, or each text of a list. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.TYPE})
public @interface Form {
  /** A regular expression that both Java and ECMAScript read, for the whole text. */
  String value();

  /** The same in words, to go on after "must be". */
  String says();
}
