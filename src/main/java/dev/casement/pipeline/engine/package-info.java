/**
 * The framework of stages: context and time limit, the scope that closes a build's resources,
 * directories, locks. Does not depend on any stage.
 */
@NullMarked
package dev.casement.pipeline.engine;

import org.jspecify.annotations.NullMarked;
