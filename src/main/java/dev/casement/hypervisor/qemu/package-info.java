/** The implementation of {@link dev.casement.hypervisor.Hypervisor} for QEMU. */
@NullMarked
package dev.casement.hypervisor.qemu;

import org.jspecify.annotations.NullMarked;
