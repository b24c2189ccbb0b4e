package dev.casement.media.udf;

import dev.casement.media.volume.Block;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.MediumFile;
import java.util.ArrayList;
import java.util.List;

/** A name in a UDF directory; its file entry is read on demand. */
record UdfEntry(UdfSpace space, String path, boolean isDirectory, UdfSpace.Address address)
    implements MediumEntry {
  /** Enough for some ten thousand names; a larger directory is damaged. */
  private static final long DIRECTORY_LIMIT = 4L << 20;

  private static final int FIXED = 38;
  private static final int DIRECTORY = 0x02;
  private static final int DELETED = 0x04;
  private static final int PARENT = 0x08;

  @Override
  public MediumFile file() {
    if (isDirectory) {
      throw new IllegalStateException(path + " is a directory");
    }
    return new MediumFile(space.medium(), path, FileEntry.read(space, address).extents());
  }

  @Override
  public List<MediumEntry> entries() {
    if (!isDirectory) {
      throw new IllegalStateException(path + " is a file");
    }
    FileEntry entry = FileEntry.read(space, address);
    String name = path.isEmpty() ? "the root directory" : path;
    if (!entry.isDirectory() || entry.size() > DIRECTORY_LIMIT) {
      throw space
          .block(address, "a file entry")
          .damage(27, name + " is not a directory, or is one of " + entry.size() + " bytes");
    }
    MediumFile content = new MediumFile(space.medium(), name, entry.extents());
    return identifiers(Block.read(content, 0, (int) content.size(), name));
  }

  /** File identifier descriptors (ECMA-167, 4/14.4), each padded to four bytes. */
  private List<MediumEntry> identifiers(Block content) {
    List<MediumEntry> entries = new ArrayList<>();
    int at = 0;
    while (at + FIXED <= content.length()) {
      int nameLength = content.u8(at + 19);
      int implementationUse = content.u16(at + 36);
      int length = (FIXED + implementationUse + nameLength + 3) & ~3;
      if (length > content.length() - at) {
        throw content.damage(at, "a name that continues past the end of its directory");
      }
      Block identifier =
          Tag.require(content.part(at, length), Tag.FILE_IDENTIFIER, "file identifier");
      if ((identifier.u8(18) & (DELETED | PARENT)) == 0) {
        entries.add(entry(identifier, FIXED + implementationUse, nameLength));
      }
      at += length;
    }
    return entries;
  }

  private UdfEntry entry(Block identifier, int nameAt, int nameLength) {
    String name = OstaText.read(identifier, nameAt, nameLength);
    return new UdfEntry(
        space,
        MediumEntry.pathOf(path, name),
        (identifier.u8(18) & DIRECTORY) != 0,
        UdfSpace.Address.read(identifier, 24));
  }
}
