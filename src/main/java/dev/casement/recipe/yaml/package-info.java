/**
 * The recipe file: YAML to the records of {@link dev.casement.recipe.Recipe}, by their annotations,
 * every problem with its line and column. The keys belong to their records.
 */
@NullMarked
package dev.casement.recipe.yaml;

import org.jspecify.annotations.NullMarked;
