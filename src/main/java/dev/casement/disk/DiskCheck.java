package dev.casement.disk;

/** What a consistency check found in a virtual disk's own bookkeeping, not in its file systems. */
public sealed interface DiskCheck {
  /** Nothing is wrong. */
  record Consistent() implements DiskCheck {}

  /** Clusters are taken that nothing refers to: space is wasted, data is whole. */
  record Leaking(long leaks) implements DiskCheck {}

  /** The disk is damaged. */
  record Corrupt(long corruptions, long leaks) implements DiskCheck {}

  /** The format has no bookkeeping that could be checked. */
  record NotCheckable(DiskFormat format) implements DiskCheck {}
}
