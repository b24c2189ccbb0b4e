/**
 * The second stage: what the media hold, which image is installed, and whether recipe and media fit
 * each other. Reading the formats belongs to {@code media}.
 */
@NullMarked
package dev.casement.pipeline.inspect;

import org.jspecify.annotations.NullMarked;
