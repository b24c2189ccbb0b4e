package dev.casement.disk.evtx;

import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A value of a template.
 *
 * @param where it begins in its chunk
 */
record Value(int type, int where, Fields fields) {
  private static final int STRINGS = 0x81;
  private static final int MOST_BYTES = 16;

  /** From 1601 to 1970, in seconds. */
  private static final long EPOCH = 11_644_473_600L;

  private static final long TICKS = 10_000_000L;

  /** A FILETIME: units of 100 ns since 1601. */
  static Instant time(long filetime) {
    return Instant.ofEpochSecond(
        Long.divideUnsigned(filetime, TICKS) - EPOCH,
        Long.remainderUnsigned(filetime, TICKS) * 100);
  }

  /** Its text, or the texts of an array; arrays of other types are one text. */
  List<String> texts() {
    String text =
        switch (type) {
          case 0x01, STRINGS -> fields.text(0, fields.length(), StandardCharsets.UTF_16LE);
          case 0x02 -> fields.text(0, fields.length(), StandardCharsets.ISO_8859_1);
          case 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a -> number();
          case 0x0d -> fields.length() >= 4 && fields.u32(0) != 0 ? "true" : "false";
          case 0x0f -> fields.length() == 16 ? "{" + fields.guid(0) + "}" : "";
          case 0x11 -> fields.length() == 8 ? time(fields.bits64(0)).toString() : "";
          case 0x10, 0x14, 0x15 -> "0x" + Long.toHexString(bits());
          default -> bytes();
        };
    return type == STRINGS
        ? Arrays.asList(text.split("\0"))
        : List.of(text.replaceFirst("\0+$", ""));
  }

  private String number() {
    boolean signed = type % 2 != 0;
    int unused = 64 - 8 * Math.min(fields.length(), 8);
    return signed && fields.length() > 0
        ? Long.toString(bits() << unused >> unused)
        : Long.toUnsignedString(bits());
  }

  private long bits() {
    long bits = 0;
    for (int i = Math.min(fields.length(), 8) - 1; i >= 0; i--) {
      bits = bits << 8 | fields.u8(i);
    }
    return bits;
  }

  private String bytes() {
    int length = Math.min(fields.length(), MOST_BYTES);
    return HexFormat.of().formatHex(fields.bytes(0, length))
        + (fields.length() > length ? "..." : "");
  }
}
