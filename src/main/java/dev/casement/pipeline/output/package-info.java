/**
 * The last stages: the image, its manifest and report, and its publication to clouds; the report of
 * a failure. The image store itself belongs to {@code openstack}.
 */
@NullMarked
package dev.casement.pipeline.output;

import org.jspecify.annotations.NullMarked;
