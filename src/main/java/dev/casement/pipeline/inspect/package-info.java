/**
 * The second stage: what the media contain, which image is installed, and whether recipe and media
 * match. Reading the formats belongs to {@code media}.
 */
@NullMarked
package dev.casement.pipeline.inspect;

import org.jspecify.annotations.NullMarked;
