/**
 * The stages that run the guest: install, update, generalize; how a run is watched, how it ends,
 * and its evidence. Starting virtual machines belongs to {@code hypervisor}.
 */
@NullMarked
package dev.casement.pipeline.run;

import org.jspecify.annotations.NullMarked;
