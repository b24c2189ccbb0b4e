/**
 * What builds have left in a work directory and in the output directories: finds it, measures it,
 * and deletes what is no longer wanted. How a checkpoint is kept and locked belongs to {@code
 * dev.casement.pipeline.checkpoint}.
 */
@NullMarked
package dev.casement.pipeline.store;

import org.jspecify.annotations.NullMarked;
