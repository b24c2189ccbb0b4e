package dev.casement.windows;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The bus of the disk: Windows needs a boot-start driver for it, and the cloud must support it. */
public enum DiskBus {
  /** virtio-blk; the driver is viostor. */
  VIRTIO,
  /** virtio-scsi; the driver is vioscsi. */
  SCSI,
  /** AHCI; Windows includes the driver. */
  SATA;

  /** The id in recipes and in Glance's {@code hw_disk_bus}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The bus with this id, or empty. */
  public static Optional<DiskBus> ofId(String id) {
    return Arrays.stream(values()).filter(bus -> bus.id().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return id();
  }
}
