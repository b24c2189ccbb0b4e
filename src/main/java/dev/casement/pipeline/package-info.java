/**
 * A whole build: the chain of its stages, its plan and its script. What one stage does belongs to
 * the package of its phase.
 */
@NullMarked
package dev.casement.pipeline;

import org.jspecify.annotations.NullMarked;
