/**
 * What to build: the recipe with its defaults and limits. How it is written in a file belongs to
 * {@code recipe.yaml}.
 */
@NullMarked
package dev.casement.recipe;

import org.jspecify.annotations.NullMarked;
