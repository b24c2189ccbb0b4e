package dev.casement.disk;

/** The result of checking a virtual disk's metadata, not its file systems. */
public sealed interface DiskCheck {
  /** Nothing is wrong. */
  record Consistent() implements DiskCheck {}

  /** Clusters are allocated but unreferenced: space is wasted, no data is lost. */
  record Leaking(long leaks) implements DiskCheck {}

  /** The disk is damaged. */
  record Corrupt(long corruptions, long leaks) implements DiskCheck {}

  /** The format has no metadata to check. */
  record NotCheckable(DiskFormat format) implements DiskCheck {}
}
