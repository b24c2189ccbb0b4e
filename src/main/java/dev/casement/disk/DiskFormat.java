package dev.casement.disk;

import java.util.Locale;

/** A format of virtual disks, as qemu-img names it. */
public enum DiskFormat {
  QCOW2,
  RAW,
  VDI,
  VMDK,
  VHDX;

  /** The word that qemu-img and Glance's {@code disk_format} use. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
