/**
 * The image store: Glance, its images and their properties. In which order an image gets there
 * belongs to {@code openstack.publish}.
 */
@NullMarked
package dev.casement.openstack.image;

import org.jspecify.annotations.NullMarked;
