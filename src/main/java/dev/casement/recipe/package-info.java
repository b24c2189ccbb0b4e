/**
 * What a user wants: the recipe with its defaults and limits. How it is written down belongs to
 * {@code recipe.yaml}.
 */
@NullMarked
package dev.casement.recipe;

import org.jspecify.annotations.NullMarked;
