/**
 * The first stage: downloads, digests and the lock file. The contents of media belong to {@code
 * pipeline.inspect}.
 */
@NullMarked
package dev.casement.pipeline.acquire;

import org.jspecify.annotations.NullMarked;
