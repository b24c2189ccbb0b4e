/**
 * The linter: what a rule is, what it looks at, and what it finds. The rules themselves belong to
 * {@code unattend.lint.rules}.
 */
@NullMarked
package dev.casement.unattend.lint;

import org.jspecify.annotations.NullMarked;
