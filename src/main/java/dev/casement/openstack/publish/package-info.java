/**
 * Publishes a built image to image stores, in place of its predecessors, and checks what arrived.
 */
@NullMarked
package dev.casement.openstack.publish;

import org.jspecify.annotations.NullMarked;
