/** The rules of the linter, by what they look at, and the list of all. */
@NullMarked
package dev.casement.unattend.lint.rules;

import org.jspecify.annotations.NullMarked;
