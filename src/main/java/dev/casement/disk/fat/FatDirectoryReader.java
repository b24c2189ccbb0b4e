package dev.casement.disk.fat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the entries of a directory, with the long names that precede them. */
final class FatDirectoryReader {
  private static final int ENTRY = 32;

  /** The largest directory, in bytes. */
  static final int MOST = 65_536 * ENTRY;

  private static final int VOLUME_LABEL = 0x08;
  private static final int DIRECTORY = 0x10;
  private static final int LONG_NAME = 0x0f;
  private static final int DELETED = 0xe5;
  private static final int LAST_LONG = 0x40;

  // Of byte 12: the name, the extension was written in small letters (Linux, fs/fat/fat.h,
  // CASE_LOWER_BASE and CASE_LOWER_EXT).
  private static final int SMALL_BASE = 0x08;
  private static final int SMALL_EXTENSION = 0x10;

  /** The default code page of short names in DOS and Windows. */
  private static final Charset OEM = Charset.forName("IBM437");

  private final List<FatEntry> entries = new ArrayList<>();
  private String longName = "";
  private int checksum;

  private FatDirectoryReader() {}

  static List<FatEntry> read(ByteSource content) {
    if (content.size() > MOST) {
      throw DiskException.damaged(content, MOST, "a directory of " + content.size() + " bytes");
    }
    Fields all =
        Fields.read(
            content, 0, (int) content.size(), ByteOrder.LITTLE_ENDIAN, "the directory's entries");
    FatDirectoryReader reader = new FatDirectoryReader();
    for (int at = 0; at + ENTRY <= all.length() && all.u8(at) != 0; at += ENTRY) {
      reader.add(all.part(at, ENTRY));
    }
    return List.copyOf(reader.entries);
  }

  private void add(Fields entry) {
    if (entry.u8(0) == DELETED) {
      longName = "";
    } else if ((entry.u8(11) & 0x3f) == LONG_NAME) {
      addLong(entry);
    } else {
      addShort(entry);
      longName = "";
    }
  }

  /** Adds a part of a long name; the last part comes first. */
  private void addLong(Fields entry) {
    if ((entry.u8(0) & LAST_LONG) != 0) {
      longName = "";
      checksum = entry.u8(13);
    }
    String part =
        entry.text(1, 10, StandardCharsets.UTF_16LE)
            + entry.text(14, 12, StandardCharsets.UTF_16LE)
            + entry.text(28, 4, StandardCharsets.UTF_16LE);
    int end = part.indexOf('\0');
    longName = (end < 0 ? part : part.substring(0, end)) + longName;
  }

  private void addShort(Fields entry) {
    int attributes = entry.u8(11);
    String base = entry.text(0, 8, OEM).stripTrailing();
    String extension = entry.text(8, 3, OEM).stripTrailing();
    String shortName = joined(base, extension);
    if ((attributes & VOLUME_LABEL) != 0 || shortName.equals(".") || shortName.equals("..")) {
      return;
    }
    boolean own = !longName.isEmpty() && checksum == checksum(entry);
    long cluster = (long) entry.u16(20) << 16 | entry.u16(26);
    entries.add(
        new FatEntry(
            own ? longName : written(base, extension, entry.u8(12)),
            shortName,
            (attributes & DIRECTORY) != 0,
            cluster,
            entry.u32(28),
            false));
  }

  private static String joined(String base, String extension) {
    return extension.isEmpty() ? base : base + "." + extension;
  }

  private static String written(String base, String extension, int small) {
    return joined(
        (small & SMALL_BASE) == 0 ? base : base.toLowerCase(Locale.ROOT),
        (small & SMALL_EXTENSION) == 0 ? extension : extension.toLowerCase(Locale.ROOT));
  }

  /** The checksum that ties a long name to its short name. */
  private static int checksum(Fields entry) {
    int sum = 0;
    for (int i = 0; i < 11; i++) {
      sum = ((sum & 1) << 7) + (sum >> 1) + entry.u8(i) & 0xff;
    }
    return sum;
  }
}
