/**
 * The recipe file: YAML to the records of {@link dev.casement.recipe.Recipe}, by what they say of
 * their keys, every problem with its line and column. What a key is belongs to its record.
 */
@NullMarked
package dev.casement.recipe.yaml;

import org.jspecify.annotations.NullMarked;
