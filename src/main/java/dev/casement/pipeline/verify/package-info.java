/**
 * The stage that checks the finished disk from outside, and what a recipe makes it expect. The
 * checks themselves belong to {@code dev.casement.verify}.
 */
@NullMarked
package dev.casement.pipeline.verify;

import org.jspecify.annotations.NullMarked;
