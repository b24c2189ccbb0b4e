package dev.casement.media.author;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Puts the number formats of ECMA-119, 7.2 and 7.3, which record a number in both byte orders. */
final class IsoFields {
  private IsoFields() {}

  static void both16(ByteBuffer to, int at, int value) {
    to.order(ByteOrder.LITTLE_ENDIAN).putShort(at, (short) value);
    to.order(ByteOrder.BIG_ENDIAN).putShort(at + 2, (short) value);
  }

  static void both32(ByteBuffer to, int at, long value) {
    little32(to, at, value);
    big32(to, at + 4, value);
  }

  static void little32(ByteBuffer to, int at, long value) {
    to.order(ByteOrder.LITTLE_ENDIAN).putInt(at, (int) value);
  }

  static void big32(ByteBuffer to, int at, long value) {
    to.order(ByteOrder.BIG_ENDIAN).putInt(at, (int) value);
  }
}
