/**
 * Why a build failed, by the logs that Windows left on its disk. Judging a finished image belongs
 * to {@code verify}.
 */
@NullMarked
package dev.casement.verify.diagnosis;

import org.jspecify.annotations.NullMarked;
