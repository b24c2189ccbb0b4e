package dev.casement.openstack.image;

import dev.casement.units.DataSize;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Derives an image's properties from the facts of its build.
 *
 * <p>Source: Glance, "Useful image properties" (doc/source/admin/useful-image-properties.rst);
 * Nova, "Secure Boot" and "Emulated Trusted Platform Module".
 */
public final class ImageProperties {
  /** virtio-win's network driver. */
  public static final String NETWORK_DRIVER = "netkvm";

  /** virtio-win's driver for the random number generator. */
  public static final String RANDOM_DRIVER = "viorng";

  /** virtio-win's driver for the serial port of the guest agent (vioser.inf). */
  public static final String SERIAL_DRIVER = "vioser";

  /** Nova waits 60 seconds for a shutdown; Windows with updates pending takes longer. */
  private static final String SHUTDOWN_SECONDS = "300";

  /** The size of Glance's database columns. */
  private static final int LONGEST_NAME = 255;

  private ImageProperties() {}

  /** Why a user cannot set a property of this name; a clause. */
  public static Optional<String> problemWith(String name) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      return Optional.of("a property's name has 1 to " + LONGEST_NAME + " characters");
    }
    if (name.startsWith(Marks.PREFIX)) {
      return Optional.of(name + " is Casement's own property");
    }
    if (name.startsWith("os_glance")) {
      return Optional.of(name + " is Glance's own property");
    }
    return StoredImage.OWN.contains(name)
        ? Optional.of(name + " is not a property: every image has it")
        : Optional.empty();
  }

  /** All properties, in a readable order. */
  public static Map<String, String> of(ImageFacts facts) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("os_type", "windows");
    properties.put("os_distro", "windows");
    properties.put("os_version", facts.osVersion());
    properties.put("os_admin_user", facts.username());
    properties.put("architecture", facts.architecture().glanceName());
    machine(facts, properties);
    devices(facts, properties);
    properties.put("os_shutdown_timeout", SHUTDOWN_SECONDS);
    origin(facts.origin(), properties);
    return properties;
  }

  private static void machine(ImageFacts facts, Map<String, String> properties) {
    properties.put("hw_firmware_type", facts.firmware().isUefi() ? "uefi" : "bios");
    switch (facts.firmware()) {
      case UEFI_SECURE -> properties.put("os_secure_boot", "required");
      case UEFI -> properties.put("os_secure_boot", "disabled");
      case BIOS -> {}
    }
    // With BIOS the cloud chooses: some hosts have no pc (Nova, "hw_machine_type").
    if (facts.firmware().isUefi()) {
      properties.put("hw_machine_type", "q35");
    }
    if (facts.tpm()) {
      properties.put("hw_tpm_version", "2.0");
      properties.put("hw_tpm_model", "tpm-crb");
    }
  }

  private static void devices(ImageFacts facts, Map<String, String> properties) {
    properties.put("hw_disk_bus", facts.diskBus().id());
    switch (facts.diskBus()) {
      case SCSI -> properties.put("hw_scsi_model", "virtio-scsi");
      case VIRTIO, SATA -> {}
    }
    // Without netkvm Windows would have no network; it includes a driver for e1000.
    properties.put("hw_vif_model", facts.drivers().contains(NETWORK_DRIVER) ? "virtio" : "e1000");
    if (facts.drivers().contains(RANDOM_DRIVER)) {
      properties.put("hw_rng_model", "virtio");
    }
    properties.put("hw_video_model", "vga");
    properties.put("hw_pointer_model", "usbtablet");
    // Not os_require_quiesce: it makes every snapshot fail when the agent does not answer.
    if (facts.guestAgent() && facts.drivers().contains(SERIAL_DRIVER)) {
      properties.put("hw_qemu_guest_agent", "yes");
    }
  }

  private static void origin(ImageFacts.Origin origin, Map<String, String> properties) {
    properties.put(Marks.RECIPE, origin.recipe());
    properties.put(Marks.BUILD, origin.build());
    properties.put("casement_version", origin.casement());
    properties.put(Marks.SHA256, origin.sha256());
    if (origin.rehearsal()) {
      properties.put("casement_rehearsal", "true");
    }
  }

  /** The smallest disk the image fits on, in whole GiB. */
  public static long minDisk(DataSize virtualSize) {
    return Math.max(1, virtualSize.toGibibytes());
  }

  /** The least memory that Windows with a desktop runs with, in MiB. */
  public static long minRam(ImageFacts facts) {
    return facts.release().leastMemory(facts.architecture()).toMebibytes();
  }
}
