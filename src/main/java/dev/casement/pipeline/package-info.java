/**
 * A whole build: the chain of its stages, its plan and its script. The stages themselves belong to
 * the packages of their phases.
 */
@NullMarked
package dev.casement.pipeline;

import org.jspecify.annotations.NullMarked;
