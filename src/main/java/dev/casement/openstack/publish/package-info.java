/**
 * Publishes a built image to image stores, replaces its predecessors, and verifies the stored data.
 */
@NullMarked
package dev.casement.openstack.publish;

import org.jspecify.annotations.NullMarked;
