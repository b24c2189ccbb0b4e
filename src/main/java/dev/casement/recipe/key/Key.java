package dev.casement.recipe.key;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a component of a record a key of the recipe, from which its reader, resolved form, JSON
 * Schema and default are derived.
 *
 * <p>A record component without this annotation stands for the keys of that record, and one of a
 * sealed interface for the keys of its records, only one of which may be given.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Key {
  /** The description of the key, in one or two sentences. */
  String value();

  /** The name in the recipe; empty if it is the component's. */
  String name() default "";

  /** Whether the recipe must have it. */
  boolean required() default false;

  /** The default, as it would be written; empty if there is none or it depends on other values. */
  String standard() default "";
}
