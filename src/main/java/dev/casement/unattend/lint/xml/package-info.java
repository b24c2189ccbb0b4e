/**
 * Answer files as text and as a tree whose elements know their line and column. Whether they make
 * sense belongs to the rules.
 */
@NullMarked
package dev.casement.unattend.lint.xml;

import org.jspecify.annotations.NullMarked;
