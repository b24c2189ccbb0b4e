/**
 * The image store: clouds.yaml, Keystone, Glance, and how an image gets there and stays in order.
 */
@NullMarked
package dev.casement.openstack;

import org.jspecify.annotations.NullMarked;
