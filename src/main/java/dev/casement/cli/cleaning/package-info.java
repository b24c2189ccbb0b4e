/** Removes what builds have left behind: what {@code casement clean} does. */
@NullMarked
package dev.casement.cli.cleaning;

import org.jspecify.annotations.NullMarked;
