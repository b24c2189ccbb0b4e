package dev.casement.media.author;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * The 32-byte entries of one FAT directory, long names before their 8.3 names.
 *
 * <p>Layout: Microsoft, "FAT: General Overview of On-Disk Format" 1.03, "FAT Directory Structure"
 * and "FAT Long Directory Entries".
 */
final class FatDirectory {
  static final int ENTRY = 32;

  private static final int READ_ONLY_HIDDEN_SYSTEM_LABEL = 0x0f;
  private static final int LABEL = 0x08;
  private static final int DIRECTORY = 0x10;
  private static final int ARCHIVE = 0x20;
  private static final int LAST_LONG = 0x40;
  private static final int CHARACTERS = 13;

  /** Where the 13 UTF-16 characters of a long-name entry are. */
  private static final int[] CHARACTER_OFFSETS = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

  /** A name of the directory and the 8.3 name it got. */
  private record Named(String name, String shortName) {
    boolean needsLongName() {
      return !ShortNames.isPlain(name);
    }
  }

  private final ByteBuffer entries;

  private FatDirectory(int count) {
    entries = ByteBuffer.allocate(count * ENTRY).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where a child's content begins; 0 for an empty file. */
  interface Clusters {
    int of(MediaTree directory);

    int of(MediaFile file);
  }

  /** How many entries a directory takes, its dots or the volume label included. */
  static int entryCount(MediaTree tree) {
    int count = isRoot(tree) ? 1 : 2;
    for (MediaTree directory : tree.directories()) {
      count += 1 + longEntries(directory.name());
    }
    for (MediaFile file : tree.files()) {
      count += 1 + longEntries(MediaTree.nameOf(file));
    }
    return count;
  }

  /** The root: the volume label first. */
  static byte[] root(MediaTree tree, String label, Clusters clusters) {
    FatDirectory directory = new FatDirectory(entryCount(tree));
    directory.put(String.format("%-11s", label), LABEL, 0, 0);
    return directory.children(tree, clusters);
  }

  /** A directory below the root; {@code parent} is 0 when that is the root. */
  static byte[] below(MediaTree tree, int self, int parent, Clusters clusters) {
    FatDirectory directory = new FatDirectory(entryCount(tree));
    directory.put(".          ", DIRECTORY, self, 0);
    directory.put("..         ", DIRECTORY, parent, 0);
    return directory.children(tree, clusters);
  }

  private static boolean isRoot(MediaTree tree) {
    return tree.name().isEmpty();
  }

  private byte[] children(MediaTree tree, Clusters clusters) {
    List<String> names = new ArrayList<>();
    tree.directories().forEach(directory -> names.add(directory.name()));
    tree.files().forEach(file -> names.add(MediaTree.nameOf(file)));
    var named = name(names).iterator();
    for (MediaTree directory : tree.directories()) {
      put(named.next(), DIRECTORY, clusters.of(directory), 0);
    }
    for (MediaFile file : tree.files()) {
      put(named.next(), ARCHIVE, clusters.of(file), file.size());
    }
    return entries.array();
  }

  private static List<Named> name(List<String> names) {
    ShortNames shortNames = new ShortNames();
    String[] given = new String[names.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = ShortNames.isShort(names.get(i)) ? shortNames.keep(names.get(i)) : "";
    }
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      String name = names.get(i);
      named.add(new Named(name, given[i].isEmpty() ? shortNames.shorten(name) : given[i]));
    }
    return named;
  }

  private static int longEntries(String name) {
    return ShortNames.isPlain(name) ? 0 : (name.length() + CHARACTERS - 1) / CHARACTERS;
  }

  private void put(Named named, int attributes, int cluster, long size) {
    if (named.needsLongName()) {
      putLongName(named);
    }
    put(named.shortName(), attributes, cluster, size);
  }

  private void putLongName(Named named) {
    int checksum = ShortNames.checksum(ShortNames.bytes(named.shortName()));
    int count = longEntries(named.name());
    for (int ordinal = count; ordinal >= 1; ordinal--) {
      int start = entries.position();
      entries.put(start, (byte) (ordinal == count ? ordinal | LAST_LONG : ordinal));
      entries.put(start + 11, (byte) READ_ONLY_HIDDEN_SYSTEM_LABEL);
      entries.put(start + 13, (byte) checksum);
      for (int i = 0; i < CHARACTERS; i++) {
        int index = (ordinal - 1) * CHARACTERS + i;
        entries.putChar(start + CHARACTER_OFFSETS[i], character(named.name(), index));
      }
      entries.position(start + ENTRY);
    }
  }

  /** The name, then one NUL, then all ones, as the specification requires. */
  private static char character(String name, int index) {
    if (index < name.length()) {
      return name.charAt(index);
    }
    return index == name.length() ? '\0' : '\uffff';
  }

  private void put(String shortName, int attributes, int cluster, long size) {
    int start = entries.position();
    entries.put(start, ShortNames.bytes(shortName));
    entries.put(start + 11, (byte) attributes);
    entries.putShort(start + 14, time());
    entries.putShort(start + 16, date());
    entries.putShort(start + 18, date());
    entries.putShort(start + 22, time());
    entries.putShort(start + 24, date());
    entries.putShort(start + 26, (short) cluster);
    entries.putInt(start + 28, (int) size);
    entries.position(start + ENTRY);
  }

  private static short date() {
    LocalDateTime at = MediaTree.WRITTEN;
    return (short) (((at.getYear() - 1980) << 9) | (at.getMonthValue() << 5) | at.getDayOfMonth());
  }

  private static short time() {
    LocalDateTime at = MediaTree.WRITTEN;
    return (short) ((at.getHour() << 11) | (at.getMinute() << 5) | (at.getSecond() / 2));
  }
}
