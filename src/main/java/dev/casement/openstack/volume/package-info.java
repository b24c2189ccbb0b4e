/** Volumes in a cloud: Cinder. What a volume is for is the task of those who create it. */
@NullMarked
package dev.casement.openstack.volume;

import org.jspecify.annotations.NullMarked;
