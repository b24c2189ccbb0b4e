/**
 * What is installed in a Windows that does not run, by its registry and its driver packages.
 * Judging any of it belongs to {@code verify}.
 */
@NullMarked
package dev.casement.verify.inventory;

import org.jspecify.annotations.NullMarked;
