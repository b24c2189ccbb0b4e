/**
 * How a built image gets into image stores, takes the place of its predecessors, and is read back.
 */
@NullMarked
package dev.casement.openstack.publish;

import org.jspecify.annotations.NullMarked;
