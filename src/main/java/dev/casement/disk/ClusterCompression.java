package dev.casement.disk;

import java.util.Locale;

/** How the clusters of a qcow2 file are compressed. */
public enum ClusterCompression {
  /** Deflate, which every QEMU reads. */
  ZLIB,
  /** Zstandard, which QEMU reads from 5.1 on. */
  ZSTD;

  /** The value of qemu-img's option {@code compression_type}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
