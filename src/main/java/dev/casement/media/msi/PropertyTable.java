package dev.casement.media.msi;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table Property of a Windows Installer package: values by name.
 *
 * <p>A table is a stream of columns that hold string numbers; {@code _StringPool} has the strings'
 * lengths, {@code _StringData} their bytes. Microsoft documents none of that; source: Wine,
 * dlls/msi/string.c (load_string_table), table.c (encode_streamname), and msitools' libmsi.
 */
final class PropertyTable {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";

  /** The first character of the name of a table's stream. */
  private static final char TABLE = '\u4840';

  private static final char PAIR = '\u3800';
  private static final char SINGLE = '\u4800';

  /** Flag in the second number of the pool: string numbers have three bytes. */
  private static final int LONG_NUMBERS = 0x8000;

  private final List<String> strings = new ArrayList<>();
  private final byte[] table;
  private final int width;

  private PropertyTable(byte[] pool, byte[] data, byte[] table) {
    this.table = table;
    this.width = (u16(pool, 2) & LONG_NUMBERS) == 0 ? 2 : 3;
    readStrings(pool, data);
  }

  /** The table, if the package has a readable one. */
  static Optional<PropertyTable> of(CompoundFile file) {
    Optional<byte[]> pool = file.stream(streamName("_StringPool"));
    Optional<byte[]> data = file.stream(streamName("_StringData"));
    Optional<byte[]> table = file.stream(streamName("Property"));
    if (pool.isEmpty() || data.isEmpty() || table.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PropertyTable(pool.get(), data.get(), table.get()));
    } catch (IndexOutOfBoundsException e) {
      // Windows Installer will report the damage.
      return Optional.empty();
    }
  }

  /** The value of a property. */
  Optional<String> value(String name) {
    int rows = table.length / (2 * width);
    for (int row = 0; row < rows; row++) {
      if (string(row).equals(name)) {
        return Optional.of(string(rows + row));
      }
    }
    return Optional.empty();
  }

  private String string(int cell) {
    int at = cell * width;
    int number = u16(table, at) | (width == 3 ? (table[at + 2] & 0xFF) << 16 : 0);
    return number < strings.size() ? strings.get(number) : "";
  }

  /** Each string has two numbers, length and uses; a length over 65535 takes another pair. */
  private void readStrings(byte[] pool, byte[] data) {
    strings.add("");
    int start = 0;
    for (int at = 4; at + 4 <= pool.length; at += 4) {
      int length = u16(pool, at);
      if (length == 0 && u16(pool, at + 2) != 0) {
        at += 4;
        length = u16(pool, at) | u16(pool, at + 2) << 16;
      }
      // The properties needed here are ASCII in every code page.
      strings.add(new String(data, start, length, StandardCharsets.ISO_8859_1));
      start += length;
    }
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8;
  }

  /** Two characters of a table's name are encoded as one of its stream's. */
  private static String streamName(String table) {
    StringBuilder name = new StringBuilder().append(TABLE);
    for (int i = 0; i < table.length(); i += 2) {
      int first = DIGITS.indexOf(table.charAt(i));
      name.append(
          i + 1 == table.length()
              ? (char) (SINGLE + first)
              : (char) (PAIR + first + (DIGITS.indexOf(table.charAt(i + 1)) << 6)));
    }
    return name.toString();
  }
}
