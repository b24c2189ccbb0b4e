/**
 * The commands and their options: each reads its part of the command line and says what to do. How
 * results look belongs to {@code cli.output}.
 */
@NullMarked
package dev.casement.cli.command;

import org.jspecify.annotations.NullMarked;
