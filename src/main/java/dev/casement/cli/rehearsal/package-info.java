/** Turns a recipe into a rehearsal: stand-in media in place of those of Windows. */
@NullMarked
package dev.casement.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
