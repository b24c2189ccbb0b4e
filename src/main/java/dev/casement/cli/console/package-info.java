/** The process environment of commands: streams, variables and signals. */
@NullMarked
package dev.casement.cli.console;

import org.jspecify.annotations.NullMarked;
