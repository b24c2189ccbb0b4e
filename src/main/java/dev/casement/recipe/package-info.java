/**
 * What to build: the recipe with its defaults and limits. The file format belongs to {@code
 * recipe.yaml}.
 */
@NullMarked
package dev.casement.recipe;

import org.jspecify.annotations.NullMarked;
