/**
 * The text of answer files, and their tree of elements with line and column. Checking their content
 * is the task of the rules.
 */
@NullMarked
package dev.casement.unattend.lint.xml;

import org.jspecify.annotations.NullMarked;
