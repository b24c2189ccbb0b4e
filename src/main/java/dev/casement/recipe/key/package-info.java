/**
 * How a record declares its keys in a recipe: their names, descriptions, defaults and forms. The
 * records belong to the packages that use their values, reading and writing them to {@link
 * dev.casement.recipe.yaml}.
 */
@NullMarked
package dev.casement.recipe.key;

import org.jspecify.annotations.NullMarked;
