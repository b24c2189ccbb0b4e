/**
 * Servers in a cloud: Nova, what it needs of Neutron, and what a server says on its console. What a
 * server is for is the task of those who start it.
 */
@NullMarked
package dev.casement.openstack.compute;

import org.jspecify.annotations.NullMarked;
