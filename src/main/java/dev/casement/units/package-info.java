/**
 * Values with a unit: sizes, durations, digests. Terms that are not quantities belong to {@code
 * windows}.
 */
@NullMarked
package dev.casement.units;

import org.jspecify.annotations.NullMarked;
