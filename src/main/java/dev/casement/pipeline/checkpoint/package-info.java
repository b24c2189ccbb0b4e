/**
 * Disks of finished VM runs, kept for later builds: their keys, and the directory that holds them.
 * What a run does to a disk, and when a stage continues, belongs to {@code
 * dev.casement.pipeline.run}.
 */
@NullMarked
package dev.casement.pipeline.checkpoint;

import org.jspecify.annotations.NullMarked;
