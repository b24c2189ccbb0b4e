package dev.casement.pipeline.run;

import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.pipeline.setup.SetupMedia;

/**
 * One run of the build's machine: the media in its drives, and the network its guest may reach.
 *
 * @param withInstallMedia whether Setup is to run: adds the install and driver DVDs
 */
public record GuestRun(SetupMedia media, Network network, boolean withInstallMedia) {}
