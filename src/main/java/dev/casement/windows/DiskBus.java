package dev.casement.windows;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The bus of the disk: Windows needs the boot-start driver for it, the cloud must offer it. */
public enum DiskBus {
  /** virtio-blk; the driver is viostor. */
  VIRTIO,
  /** virtio-scsi; the driver is vioscsi. */
  SCSI,
  /** AHCI; Windows has the driver in the box. */
  SATA;

  /** The word in recipes and in Glance's {@code hw_disk_bus}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The bus with this word, or empty. */
  public static Optional<DiskBus> ofId(String id) {
    return Arrays.stream(values()).filter(bus -> bus.id().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return id();
  }
}
