/**
 * What a user sees: progress, tables, errors and JSON. Contains no logic of commands, but the text
 * of first recipes.
 */
@NullMarked
package dev.casement.cli.output;

import org.jspecify.annotations.NullMarked;
