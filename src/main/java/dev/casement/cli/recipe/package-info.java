/**
 * The recipe file: YAML to documents (what is written), documents to {@link
 * dev.casement.build.Recipe} (what is meant), every problem with its line and column.
 */
@NullMarked
package dev.casement.cli.recipe;

import org.jspecify.annotations.NullMarked;
