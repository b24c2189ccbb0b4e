/**
 * The first stage: media that are there, whole and the right ones; downloads, digests, the lock
 * file. What is on a medium belongs to {@code pipeline.inspect}.
 */
@NullMarked
package dev.casement.pipeline.acquire;

import org.jspecify.annotations.NullMarked;
