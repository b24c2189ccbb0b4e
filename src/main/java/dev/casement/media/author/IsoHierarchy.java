package dev.casement.media.author;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One directory hierarchy of an ISO 9660 volume: its path tables and directory records.
 *
 * <p>Layout: ECMA-119, 6.8 (hierarchy), 9.1 (directory record), 9.3 (order), 9.4 (path table). A
 * file of 4 GiB or more has several records, all but the last flagged (6.5.1, level 3).
 */
final class IsoHierarchy {
  static final int SECTOR = 2048;

  /** The most bytes that one record can describe, in whole sectors. */
  static final long EXTENT_LIMIT = (1L << 32) - SECTOR;

  private static final int RECORD = 33;
  private static final int DEPTH_LIMIT = 8;
  private static final int IS_DIRECTORY = 0x02;
  private static final int MULTI_EXTENT = 0x80;
  private static final byte[] SELF = {0};
  private static final byte[] PARENT = {1};

  /** A future record: a file or a subdirectory. */
  private static final class Entry {
    final String name;
    final byte[] identifier;
    final @Nullable MediaFile file;
    final @Nullable Directory directory;

    Entry(String name, byte[] identifier, MediaFile file) {
      this.name = name;
      this.identifier = identifier;
      this.file = file;
      this.directory = null;
    }

    Entry(String name, Directory directory) {
      this.name = name;
      this.identifier = directory.identifier;
      this.file = null;
      this.directory = directory;
    }

    String name() {
      return name;
    }
  }

  /** Where a record points to, and the size there. */
  private record Place(long sector, long size, int flags) {}

  private static final class Directory {
    final MediaTree tree;
    final int parentNumber;
    final byte[] identifier;
    final List<Entry> entries = new ArrayList<>();
    int size;
    long sector;

    Directory(MediaTree tree, int parentNumber, byte[] identifier) {
      this.tree = tree;
      this.parentNumber = parentNumber;
      this.identifier = identifier;
    }
  }

  private final Supplier<IsoNames> names;

  /** In the order of the path table: by level, parent and identifier; the root is number 1. */
  private final List<Directory> directories = new ArrayList<>();

  IsoHierarchy(MediaTree root, Supplier<IsoNames> names) {
    this.names = names;
    directories.add(new Directory(root, 1, SELF));
    int levelEnd = 1;
    int depth = 1;
    for (int i = 0; i < directories.size(); i++) {
      if (i == levelEnd) {
        levelEnd = directories.size();
        depth++;
      }
      fill(directories.get(i), i + 1);
      requireDepth(directories.get(i), depth);
    }
  }

  private void fill(Directory directory, int number) {
    IsoNames naming = names.get();
    for (MediaTree child : directory.tree.directories()) {
      String name = naming.directory(child.name());
      directory.entries.add(new Entry(name, new Directory(child, number, naming.bytes(name))));
    }
    for (MediaFile file : directory.tree.files()) {
      String name = naming.file(MediaTree.nameOf(file));
      directory.entries.add(new Entry(name, naming.bytes(name + ";1"), file));
    }
    directory.entries.sort(Comparator.comparing(Entry::name, IsoHierarchy::compareNames));
    for (Entry entry : directory.entries) {
      if (entry.directory != null) {
        directories.add(entry.directory);
      }
    }
    directory.size = records(directory, file -> 0).length;
  }

  private static void requireDepth(Directory directory, int depth) {
    if (depth > DEPTH_LIMIT) {
      throw MediaTree.unfit(
          "the directory " + directory.tree.name() + " is " + depth + " levels deep; a CD has 8",
          "put the files into fewer directories");
    }
  }

  /** Compares names, then extensions; a prefix comes first. */
  private static int compareNames(String left, String right) {
    return left.replace('.', '\0').compareTo(right.replace('.', '\0'));
  }

  /** Assigns sectors to the directories from this one on; returns the first one after them. */
  long placeDirectories(long sector) {
    long next = sector;
    for (Directory directory : directories) {
      directory.sector = next;
      next += directory.size / SECTOR;
    }
    return next;
  }

  int pathTableSize() {
    int size = 0;
    for (Directory directory : directories) {
      size += 8 + even(directory.identifier.length);
    }
    return size;
  }

  /** The path table with numbers in this byte order: type L is little endian, type M big endian. */
  byte[] pathTable(ByteOrder order) {
    ByteBuffer table = ByteBuffer.allocate(pathTableSize()).order(order);
    for (Directory directory : directories) {
      int start = table.position();
      table.put((byte) directory.identifier.length).put((byte) 0);
      table.putInt((int) directory.sector);
      table.putShort((short) directory.parentNumber);
      table.put(directory.identifier);
      table.position(start + 8 + even(directory.identifier.length));
    }
    return table.array();
  }

  /** The records of all directories, once directories and files have their sectors. */
  byte[] directoryRecords(ToLongFunction<MediaFile> sectors) {
    ByteBuffer all =
        ByteBuffer.allocate(directories.stream().mapToInt(directory -> directory.size).sum());
    for (Directory directory : directories) {
      all.put(records(directory, sectors));
    }
    return all.array();
  }

  /** The 34-byte record of the root directory for the volume descriptor. */
  byte[] rootRecord() {
    return record(SELF, place(directories.getFirst()));
  }

  private byte[] records(Directory directory, ToLongFunction<MediaFile> sectors) {
    List<byte[]> records = new ArrayList<>();
    records.add(record(SELF, place(directory)));
    records.add(record(PARENT, place(directories.get(directory.parentNumber - 1))));
    for (Entry entry : directory.entries) {
      if (entry.directory != null) {
        records.add(record(entry.identifier, place(entry.directory)));
      } else if (entry.file != null) {
        long sector = sectors.applyAsLong(entry.file);
        for (Place extent : extents(sector, entry.file.size())) {
          records.add(record(entry.identifier, extent));
        }
      }
    }
    return inSectors(records);
  }

  private static Place place(Directory directory) {
    return new Place(directory.sector, directory.size, IS_DIRECTORY);
  }

  private static List<Place> extents(long sector, long size) {
    List<Place> extents = new ArrayList<>();
    long at = sector;
    long left = size;
    while (left > EXTENT_LIMIT) {
      extents.add(new Place(at, EXTENT_LIMIT, MULTI_EXTENT));
      at += EXTENT_LIMIT / SECTOR;
      left -= EXTENT_LIMIT;
    }
    extents.add(new Place(at, left, 0));
    return extents;
  }

  /** Lays out records so that none crosses the end of a sector (ECMA-119, 6.8.1.1). */
  private static byte[] inSectors(List<byte[]> records) {
    int end = 0;
    int[] starts = new int[records.size()];
    for (int i = 0; i < starts.length; i++) {
      int length = records.get(i).length;
      int room = SECTOR - end % SECTOR;
      starts[i] = length <= room ? end : end + room;
      end = starts[i] + length;
    }
    byte[] all = new byte[(end + SECTOR - 1) / SECTOR * SECTOR];
    for (int i = 0; i < starts.length; i++) {
      System.arraycopy(records.get(i), 0, all, starts[i], records.get(i).length);
    }
    return all;
  }

  private static byte[] record(byte[] identifier, Place place) {
    ByteBuffer record = ByteBuffer.allocate(even(RECORD + identifier.length));
    record.put(0, (byte) record.capacity());
    IsoFields.both32(record, 2, place.sector());
    IsoFields.both32(record, 10, place.size());
    LocalDateTime at = MediaTree.WRITTEN;
    record.put(18, (byte) (at.getYear() - 1900));
    record.put(19, (byte) at.getMonthValue()).put(20, (byte) at.getDayOfMonth());
    record.put(21, (byte) at.getHour()).put(22, (byte) at.getMinute());
    record.put(25, (byte) place.flags());
    IsoFields.both16(record, 28, 1);
    record.put(32, (byte) identifier.length);
    record.put(RECORD, identifier);
    return record.array();
  }

  private static int even(int length) {
    return length + length % 2;
  }
}
