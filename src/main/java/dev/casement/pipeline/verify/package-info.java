/**
 * The stage that checks the finished disk from outside, and the expectations of a recipe. The
 * checks themselves belong to {@code dev.casement.verify}.
 */
@NullMarked
package dev.casement.pipeline.verify;

import org.jspecify.annotations.NullMarked;
