package dev.casement.media.author;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes volume descriptors: ECMA-119, 8.3 (terminator), 8.4 (primary) and 8.5 (supplementary), the
 * latter with Joliet's escape sequence for UCS-2 level 3 (Microsoft, "Joliet Specification" 1).
 */
final class IsoDescriptor {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);
  private static final byte[] IDENTIFIER = "CD001".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UCS2_LEVEL_3 = {'%', '/', 'E'};
  private static final int PRIMARY = 1;
  private static final int SUPPLEMENTARY = 2;
  private static final int TERMINATOR = 255;

  /** Where the path tables of one hierarchy are. */
  record PathTables(long little, long big) {}

  private final ByteBuffer bytes = ByteBuffer.allocate(IsoHierarchy.SECTOR);
  private final Charset charset;

  private IsoDescriptor(int type, Charset charset) {
    this.charset = charset;
    bytes.put(0, (byte) type);
    bytes.put(1, IDENTIFIER);
    bytes.put(6, (byte) 1);
  }

  static byte[] primary(String label, long sectors, IsoHierarchy hierarchy, PathTables tables) {
    IsoDescriptor descriptor = new IsoDescriptor(PRIMARY, StandardCharsets.US_ASCII);
    return descriptor.fill(label, sectors, hierarchy, tables);
  }

  static byte[] joliet(String label, long sectors, IsoHierarchy hierarchy, PathTables tables) {
    IsoDescriptor descriptor = new IsoDescriptor(SUPPLEMENTARY, StandardCharsets.UTF_16BE);
    descriptor.bytes.put(88, UCS2_LEVEL_3);
    return descriptor.fill(label, sectors, hierarchy, tables);
  }

  static byte[] terminator() {
    return new IsoDescriptor(TERMINATOR, StandardCharsets.US_ASCII).bytes.array();
  }

  private byte[] fill(String label, long sectors, IsoHierarchy hierarchy, PathTables tables) {
    text(8, 32, "");
    text(40, 32, label);
    IsoFields.both32(bytes, 80, sectors);
    IsoFields.both16(bytes, 120, 1);
    IsoFields.both16(bytes, 124, 1);
    IsoFields.both16(bytes, 128, IsoHierarchy.SECTOR);
    IsoFields.both32(bytes, 132, hierarchy.pathTableSize());
    IsoFields.little32(bytes, 140, tables.little());
    IsoFields.big32(bytes, 148, tables.big());
    bytes.put(156, hierarchy.rootRecord());
    text(190, 128, label);
    text(318, 128, "");
    text(446, 128, "CASEMENT");
    text(574, 128, "CASEMENT");
    text(702, 37, "");
    text(739, 37, "");
    text(776, 37, "");
    time(813, MediaTree.WRITTEN.format(TIME) + "00");
    time(830, MediaTree.WRITTEN.format(TIME) + "00");
    time(847, "0".repeat(16));
    time(864, "0".repeat(16));
    bytes.put(881, (byte) 1);
    return bytes.array();
  }

  /** A text padded with spaces; with wide characters, an odd last byte stays zero. */
  private void text(int at, int length, String text) {
    int characters = charset.equals(StandardCharsets.UTF_16BE) ? length / 2 : length;
    String padded = text + " ".repeat(characters - text.length());
    bytes.put(at, padded.getBytes(charset));
  }

  private void time(int at, String digits) {
    bytes.put(at, digits.getBytes(StandardCharsets.US_ASCII));
  }
}
