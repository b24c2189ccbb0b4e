/** Commands, recipe parsing, console and JSON listeners, wiring, exit codes. */
@NullMarked
package dev.casement.cli;

import org.jspecify.annotations.NullMarked;
