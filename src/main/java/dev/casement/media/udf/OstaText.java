package dev.casement.media.udf;

import dev.casement.media.volume.Block;
import java.nio.charset.StandardCharsets;

/**
 * Text in OSTA Compressed Unicode: a byte 8 and Latin-1, or a byte 16 and UTF-16, big endian (OSTA
 * UDF 2.60, 2.1.1).
 */
final class OstaText {
  private OstaText() {}

  /** A text of this many bytes, the compression byte included; empty if there are none. */
  static String read(Block block, int at, int length) {
    if (length == 0) {
      return "";
    }
    int compression = block.u8(at);
    return switch (compression) {
      case 8 -> block.text(at + 1, length - 1, StandardCharsets.ISO_8859_1);
      case 16 -> block.text(at + 1, length - 1, StandardCharsets.UTF_16BE);
      default -> throw block.damage(at, "a name with compression " + compression);
    };
  }

  /** A text in a field of fixed size, whose last byte says how long it is (ECMA-167, 1/7.2.12). */
  static String readFixed(Block block, int at, int fieldLength) {
    int length = block.u8(at + fieldLength - 1);
    if (length >= fieldLength) {
      throw block.damage(at, "a text of " + length + " bytes in a field of " + fieldLength);
    }
    return read(block, at, length);
  }
}
