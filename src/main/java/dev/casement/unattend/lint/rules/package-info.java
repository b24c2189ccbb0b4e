/** The linter's rules, grouped by subject, and the list of all rules. */
@NullMarked
package dev.casement.unattend.lint.rules;

import org.jspecify.annotations.NullMarked;
