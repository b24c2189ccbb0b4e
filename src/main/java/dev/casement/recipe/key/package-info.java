/**
 * How a record says which keys of a recipe it is written with: their names, descriptions, defaults
 * and forms. The records themselves belong to the packages whose values they are, and what reads
 * and writes them to {@link dev.casement.recipe.yaml}.
 */
@NullMarked
package dev.casement.recipe.key;

import org.jspecify.annotations.NullMarked;
