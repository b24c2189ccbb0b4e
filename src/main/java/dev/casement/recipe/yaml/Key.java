package dev.casement.recipe.yaml;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a key of the recipe, for its reader and for its JSON Schema. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@interface Key {
  /** What it is, in one or two sentences. */
  String value();

  /** Whether the recipe must have it. */
  boolean required() default false;

  /** What it is when it is not written, as it would be written; empty where that depends. */
  String standard() default "";
}
