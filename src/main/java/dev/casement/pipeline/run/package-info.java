/**
 * The stages that run the guest: install, update, generalize; how a run is watched, ends, and
 * leaves evidence. How a virtual machine is started belongs to {@code hypervisor}.
 */
@NullMarked
package dev.casement.pipeline.run;

import org.jspecify.annotations.NullMarked;
