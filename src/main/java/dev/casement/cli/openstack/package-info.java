/**
 * Makes hypervisors of the clouds that users name. What they do belongs to {@code
 * dev.casement.hypervisor.openstack}.
 */
@NullMarked
package dev.casement.cli.openstack;

import org.jspecify.annotations.NullMarked;
