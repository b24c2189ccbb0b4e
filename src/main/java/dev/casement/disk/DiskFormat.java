package dev.casement.disk;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A format of virtual disks, as qemu-img names it. */
public enum DiskFormat {
  QCOW2,
  RAW,
  VDI,
  VMDK,
  VHDX;

  /** The name in qemu-img and in Glance's {@code disk_format}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DiskFormat> ofId(String id) {
    return Arrays.stream(values()).filter(format -> format.id().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return id();
  }
}
