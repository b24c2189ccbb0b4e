/** The process that Casement is: its streams, environment and signals, as commands see them. */
@NullMarked
package dev.casement.cli.console;

import org.jspecify.annotations.NullMarked;
