/**
 * The image store: Glance, its images and their properties. The order of the steps of publishing is
 * the task of {@code openstack.publish}.
 */
@NullMarked
package dev.casement.openstack.image;

import org.jspecify.annotations.NullMarked;
