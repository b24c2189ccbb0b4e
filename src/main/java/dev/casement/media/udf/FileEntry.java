package dev.casement.media.udf;

import dev.casement.media.volume.Block;
import dev.casement.media.volume.Extent;
import java.util.List;

/**
 * A file or directory: its type, and where its bytes are.
 *
 * <p>ECMA-167, 4/14.9 (file entry) and 4/14.17 (extended file entry, from UDF 2.00 on).
 *
 * @param type as in the ICB tag (4/14.6.6)
 * @param extents together exactly the file's size
 */
record FileEntry(int type, List<Extent> extents) {
  private static final int DIRECTORY = 4;
  private static final int STRATEGY = 4;
  private static final int EMBEDDED = 3;

  FileEntry {
    extents = List.copyOf(extents);
  }

  /**
   * Reads the entry at an address.
   *
   * @throws dev.casement.report.BuildException MEDIA if it is damaged
   */
  static FileEntry read(UdfSpace space, UdfSpace.Address address) {
    Block entry = space.block(address, "a file entry");
    boolean extended = Tag.identifier(entry) == Tag.EXTENDED_FILE_ENTRY;
    Tag.require(entry, extended ? Tag.EXTENDED_FILE_ENTRY : Tag.FILE_ENTRY, "file entry");
    if (entry.u16(20) != STRATEGY) {
      throw entry.unsupported(20, "it has file entries of strategy " + entry.u16(20));
    }
    int fixed = extended ? 216 : 176;
    int attributes = length(entry, fixed - 8);
    int descriptors = length(entry, fixed - 4);
    int start = fixed + attributes;
    if (start + descriptors > entry.length()) {
      throw entry.damage(fixed - 8, "a file entry that is longer than its block");
    }
    long size = entry.u64(56);
    int form = entry.u16(34) & 7;
    List<Extent> extents =
        form == EMBEDDED
            ? List.of(embedded(entry, start, descriptors, size))
            : new AllocationDescriptors(space, address.partition(), form, size)
                .read(entry, start, descriptors);
    return new FileEntry(entry.u8(27), extents);
  }

  boolean isDirectory() {
    return type == DIRECTORY;
  }

  long size() {
    return extents.stream().mapToLong(Extent::length).sum();
  }

  private static Extent embedded(Block entry, int start, int length, long size) {
    if (size > length) {
      throw entry.damage(56, "a file of " + size + " bytes kept in " + length);
    }
    return new Extent(entry.position(start), size);
  }

  private static int length(Block entry, int at) {
    long length = entry.u32(at);
    if (length > entry.length()) {
      throw entry.damage(at, "a field of " + length + " bytes in a file entry");
    }
    return (int) length;
  }
}
