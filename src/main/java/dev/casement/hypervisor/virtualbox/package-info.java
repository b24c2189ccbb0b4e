/** VirtualBox behind {@link dev.casement.hypervisor.Hypervisor}. */
@NullMarked
package dev.casement.hypervisor.virtualbox;

import org.jspecify.annotations.NullMarked;
