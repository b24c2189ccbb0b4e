/** The implementation of {@link dev.casement.hypervisor.Hypervisor} for VirtualBox. */
@NullMarked
package dev.casement.hypervisor.virtualbox;

import org.jspecify.annotations.NullMarked;
