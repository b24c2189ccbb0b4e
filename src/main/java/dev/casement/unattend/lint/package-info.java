/**
 * The linter: its rules' form, input and findings. The rules themselves are in {@code
 * unattend.lint.rules}.
 */
@NullMarked
package dev.casement.unattend.lint;

import org.jspecify.annotations.NullMarked;
