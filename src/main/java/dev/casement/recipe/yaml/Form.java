package dev.casement.recipe.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a text must look like. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@interface Form {
  /** A regular expression that both Java and ECMAScript read, for the whole text. */
  String value();

  /** The same in words, to go on after "must be". */
  String says();
}
