/**
 * The events of a build as JSON: writes them, keeps them in a file while the build runs, and
 * follows that file from another process. What events there are belongs to {@code
 * dev.casement.report}.
 */
@NullMarked
package dev.casement.pipeline.events;

import org.jspecify.annotations.NullMarked;
