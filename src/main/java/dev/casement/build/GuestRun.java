package dev.casement.build;

import dev.casement.hypervisor.Machine.Network;

/**
 * One run of the build's machine: what is in its drives, and what its guest may reach.
 *
 * @param withInstallMedia whether Setup is to run: adds the install and driver DVDs
 */
record GuestRun(SetupMedia media, Network network, boolean withInstallMedia) {}
