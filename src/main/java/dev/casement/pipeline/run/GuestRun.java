package dev.casement.pipeline.run;

import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.pipeline.setup.SetupMedia;

/**
 * One run of the build's machine: the media in its drives, and the network its guest may reach.
 *
 * @param withInstallMedia whether Windows is to be set up: adds the driver DVD, and the install DVD
 *     unless it is set up from an image
 */
public record GuestRun(SetupMedia media, Network network, boolean withInstallMedia) {}
