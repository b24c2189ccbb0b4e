/** QEMU behind {@link dev.casement.hypervisor.Hypervisor}. */
@NullMarked
package dev.casement.hypervisor.qemu;

import org.jspecify.annotations.NullMarked;
