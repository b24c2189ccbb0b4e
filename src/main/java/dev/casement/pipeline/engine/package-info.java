/**
 * What every stage runs in: its context and time limit, the scope that closes what a build has
 * opened, directories, locks. Knows no stage.
 */
@NullMarked
package dev.casement.pipeline.engine;

import org.jspecify.annotations.NullMarked;
