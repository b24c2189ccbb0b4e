/** Reads UDF volumes, revisions 1.02 to 2.60. */
@NullMarked
package dev.casement.media.udf;

import org.jspecify.annotations.NullMarked;
