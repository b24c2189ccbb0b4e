package dev.casement.disk.ntfs;

import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;

/** A reparse point, in place of a file's content ([MS-FSCC], 2.1.2). */
public sealed interface ReparsePoint {
  /** The tag as recorded. */
  long tag();

  /**
   * A symbolic link.
   *
   * @param target as Windows follows it: with {@code \??\} in front when it is absolute
   * @param relative whether the target is relative to the link's directory
   */
  record SymbolicLink(String target, boolean relative) implements ReparsePoint {
    @Override
    public long tag() {
      return SYMLINK;
    }
  }

  /**
   * A junction, or a volume that is mounted in a directory.
   *
   * @param target as Windows follows it, with {@code \??\} in front
   */
  record Junction(String target) implements ReparsePoint {
    @Override
    public long tag() {
      return MOUNT_POINT;
    }
  }

  /**
   * A file whose content the Windows Overlay Filter provides.
   *
   * @param provider 1 for a WIM file, 2 for a compressed stream of the file itself
   * @param algorithm how that stream is compressed, as recorded; 0 for a WIM file
   */
  record Overlay(long provider, long algorithm) implements ReparsePoint {
    @Override
    public long tag() {
      return WOF;
    }
  }

  /** Another kind, such as a placeholder for a file in a cloud. */
  record Other(long tag) implements ReparsePoint {}

  long MOUNT_POINT = 0xa000_0003L;
  long SYMLINK = 0xa000_000cL;
  long WOF = 0x8000_0017L;

  /**
   * Reads the value of a {@code $REPARSE_POINT}.
   *
   * @throws dev.casement.disk.image.DiskException if it is truncated
   */
  static ReparsePoint read(Fields value) {
    long tag = value.u32(0);
    if (tag == SYMLINK) {
      return new SymbolicLink(target(value, 20), (value.u32(16) & 1) != 0);
    } else if (tag == MOUNT_POINT) {
      return new Junction(target(value, 16));
    } else if (tag == WOF) {
      long provider = value.u32(12);
      return new Overlay(provider, provider == 2 ? value.u32(20) : 0);
    }
    return new Other(tag);
  }

  private static String target(Fields value, int names) {
    return value.text(names + value.u16(8), value.u16(10), StandardCharsets.UTF_16LE);
  }
}
