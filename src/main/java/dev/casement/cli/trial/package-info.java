/**
 * The trial boot of {@code casement verify --boot}: its options and its output. The boot itself
 * belongs to {@code dev.casement.pipeline.trial}.
 */
@NullMarked
package dev.casement.cli.trial;

import org.jspecify.annotations.NullMarked;
