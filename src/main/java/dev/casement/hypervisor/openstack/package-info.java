/**
 * Virtual machines in an OpenStack cloud: servers of Nova whose disks and CDs are volumes of
 * Cinder. What requests look like belongs to {@code dev.casement.openstack}.
 */
@NullMarked
package dev.casement.hypervisor.openstack;

import org.jspecify.annotations.NullMarked;
