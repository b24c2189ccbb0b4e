/**
 * The last stages: the image, its manifest, and its publication to clouds. The image store itself
 * belongs to {@code openstack}.
 */
@NullMarked
package dev.casement.pipeline.output;

import org.jspecify.annotations.NullMarked;
