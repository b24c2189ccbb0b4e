/**
 * The commands and their options: each parses its part of the command line and runs. The format of
 * results belongs to {@code cli.output}.
 */
@NullMarked
package dev.casement.cli.command;

import org.jspecify.annotations.NullMarked;
