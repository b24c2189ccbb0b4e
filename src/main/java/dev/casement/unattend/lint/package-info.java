/** The semantic linter for answer files, Casement's own and any other. */
@NullMarked
package dev.casement.unattend.lint;

import org.jspecify.annotations.NullMarked;
