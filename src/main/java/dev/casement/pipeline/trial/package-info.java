/**
 * The trial boot: a throw-away copy of the finished disk, started as a cloud would start an
 * instance of it, until cloudbase-init has done its work. Checks of a disk from outside belong to
 * {@code pipeline.verify}, the runs that make the disk to {@code pipeline.run}.
 */
@NullMarked
package dev.casement.pipeline.trial;

import org.jspecify.annotations.NullMarked;
