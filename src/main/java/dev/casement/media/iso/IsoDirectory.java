package dev.casement.media.iso;

import dev.casement.media.volume.Block;
import dev.casement.media.volume.Extent;
import dev.casement.media.volume.MediumEntry;
import dev.casement.media.volume.MediumFile;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A directory of an ISO 9660 volume. */
final class IsoDirectory implements MediumEntry {
  private static final int SECTOR = 2048;

  /** Enough for some ten thousand names; a larger directory is damaged. */
  private static final long SIZE_LIMIT = 4L << 20;

  private static final Pattern VERSION = Pattern.compile(";\\d*$");

  private final IsoVolume volume;
  private final String path;
  private final DirectoryRecord record;

  IsoDirectory(IsoVolume volume, String path, DirectoryRecord record) {
    this.volume = volume;
    this.path = path;
    this.record = record;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public boolean isDirectory() {
    return true;
  }

  @Override
  public MediumFile file() {
    throw new IllegalStateException(path + " is a directory");
  }

  @Override
  public List<MediumEntry> entries() {
    if (record.length() > SIZE_LIMIT) {
      throw record.at().damage(10, "a directory of " + record.length() + " bytes");
    }
    List<MediumEntry> entries = new ArrayList<>();
    List<DirectoryRecord> extents = new ArrayList<>();
    for (DirectoryRecord child : records()) {
      if (child.isSelfOrParent() || child.isAssociated()) {
        continue;
      }
      extents.add(child);
      if (!child.isContinued()) {
        entries.add(entry(extents));
        extents.clear();
      }
    }
    if (!extents.isEmpty()) {
      throw extents.getLast().at().damage(25, "a file whose last extent is missing");
    }
    return entries;
  }

  private List<DirectoryRecord> records() {
    List<DirectoryRecord> records = new ArrayList<>();
    Extent extent = extent(record);
    for (long start = 0; start < extent.length(); start += SECTOR) {
      int length = (int) Math.min(SECTOR, extent.length() - start);
      Block sector = Block.read(volume.medium(), extent.position() + start, length, "a directory");
      // A length of zero: the rest of the sector is empty (ECMA-119, 6.8.1.1).
      for (int at = 0; at < length && sector.u8(at) != 0; at += sector.u8(at)) {
        records.add(DirectoryRecord.read(sector, at));
      }
    }
    return records;
  }

  private MediumEntry entry(List<DirectoryRecord> records) {
    DirectoryRecord first = records.getFirst();
    String childPath = MediumEntry.pathOf(path, name(first));
    for (DirectoryRecord next : records) {
      if (!MediumEntry.pathOf(path, name(next)).equals(childPath)) {
        throw next.at().damage(33, "an extent of " + childPath + " under another name");
      }
    }
    if (first.isDirectory()) {
      return new IsoDirectory(volume, childPath, first);
    }
    return new IsoFile(volume, childPath, records.stream().map(this::extent).toList());
  }

  private Extent extent(DirectoryRecord record) {
    return new Extent(record.firstBlock() * volume.blockSize(), record.length());
  }

  /** The name without version number, and without a dot before an empty extension. */
  private String name(DirectoryRecord record) {
    Block identifier = record.identifier();
    String name = identifier.text(0, identifier.length(), volume.charset());
    if (record.isDirectory()) {
      return name;
    }
    String plain = VERSION.matcher(name).replaceFirst("");
    return plain.length() > 1 && plain.endsWith(".")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  private record IsoFile(IsoVolume volume, String path, List<Extent> extents)
      implements MediumEntry {
    @Override
    public boolean isDirectory() {
      return false;
    }

    @Override
    public List<MediumEntry> entries() {
      throw new IllegalStateException(path + " is a file");
    }

    @Override
    public MediumFile file() {
      return new MediumFile(volume.medium(), path, extents);
    }
  }
}
