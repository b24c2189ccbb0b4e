/**
 * The recipe file: YAML to documents (what is written), documents to {@link
 * dev.casement.recipe.Recipe} (what is meant), every problem with its line and column.
 */
@NullMarked
package dev.casement.recipe.yaml;

import org.jspecify.annotations.NullMarked;
