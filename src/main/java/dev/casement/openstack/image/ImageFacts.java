package dev.casement.openstack.image;

import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.Set;

/**
 * The facts about a Windows image that determine its properties in a cloud.
 *
 * @param osVersion as reported by the guest or the medium: {@code 10.0.20348}
 * @param drivers the drivers in the image, by their .inf files in lower case: {@code viostor},
 *     {@code netkvm}, {@code vioser}
 * @param guestAgent whether QEMU's guest agent is in the image
 * @param username the account that cloudbase-init sets the password of
 * @param virtualSize of the disk
 */
public record ImageFacts(
    Release release,
    Architecture architecture,
    String osVersion,
    Firmware firmware,
    DiskBus diskBus,
    boolean tpm,
    Set<String> drivers,
    boolean guestAgent,
    String username,
    DataSize virtualSize,
    Origin origin) {
  public ImageFacts {
    drivers = Set.copyOf(drivers);
  }

  /**
   * The origin of an image.
   *
   * @param casement Casement's version
   * @param sha256 of the image
   */
  public record Origin(
      String recipe, String build, String casement, String sha256, boolean rehearsal) {}
}
