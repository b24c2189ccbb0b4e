/**
 * Values with a unit: sizes, durations, digests. What is a word of the field and no quantity
 * belongs to {@code windows}.
 */
@NullMarked
package dev.casement.units;

import org.jspecify.annotations.NullMarked;
