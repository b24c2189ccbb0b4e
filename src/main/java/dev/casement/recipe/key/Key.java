package dev.casement.recipe.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a component of a record a key of the recipe, whose reader, resolved form, JSON Schema and
 * default all follow from this.
 *
 * <p>A component without it that is itself a record stands for that record's keys, and one whose
 * type is a sealed interface for the keys of its records, of which only one is written.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Key {
  /** What it is, in one or two sentences. */
  String value();

  /** Its name in the recipe; empty where that is the component's. */
  String name() default "";

  /** Whether the recipe must have it. */
  boolean required() default false;

  /**
   * What it is when it is not written, as it would be written; empty where that depends, or is
   * nothing.
   */
  String standard() default "";
}
