package dev.casement.disk.fat;

import java.util.Locale;

/**
 * A file or directory, as recorded in its directory.
 *
 * @param name the long name, if there is one
 * @param shortName in capitals, with a dot before the extension
 * @param cluster the first one; for the root directory of FAT12 and FAT16 its position in bytes
 * @param size of a file in bytes
 * @param fixed whether it is that root directory
 */
public record FatEntry(
    String name, String shortName, boolean directory, long cluster, long size, boolean fixed) {
  FatEntry(String name, boolean directory, long cluster, long size) {
    this(name, "", directory, cluster, size, false);
  }

  static FatEntry fixedRoot(long position, long length) {
    return new FatEntry("\\", "", true, position, length, true);
  }

  boolean isNamed(String wanted) {
    return name.equalsIgnoreCase(wanted) || shortName.equals(wanted.toUpperCase(Locale.ROOT));
  }
}
