package dev.casement.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads bits from little-endian 16-bit words, highest bit first, and bytes between the words, as in
 * XPRESS and LZX.
 *
 * <p>A word is read only when {@link #need} requires bits of it: the position of the bytes between
 * the words depends on that.
 */
final class WordBits {
  /** How many words may be read ahead past the end. */
  private static final int GRACE = 4;

  private final ByteBuffer in;
  private int bits;
  private int count;
  private int beyond;

  WordBits(ByteBuffer in) {
    this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes this many bits available, 16 at most. */
  void need(int wanted) {
    while (count < wanted) {
      bits |= word() << (16 - count);
      count += 16;
    }
  }

  private int word() {
    if (in.remaining() >= 2) {
      return in.getShort() & 0xffff;
    }
    if (++beyond > GRACE) {
      throw new CorruptDataException("the block is cut short");
    }
    return in.hasRemaining() ? in.get() & 0xff : 0;
  }

  /** The next bits, without taking them; {@link #need} has been called for them. */
  int peek(int wanted) {
    return wanted == 0 ? 0 : bits >>> (32 - wanted);
  }

  /** Discards bits; {@link #need} has been called for them. */
  void skip(int taken) {
    bits <<= taken;
    count -= taken;
  }

  /** Takes up to 16 bits. */
  int take(int wanted) {
    need(wanted);
    int value = peek(wanted);
    skip(wanted);
    return value;
  }

  /** Skips the rest of the current word, at least one bit. */
  void skipWord() {
    need(1);
    if (count > 16) {
      if (beyond > 0) {
        throw new CorruptDataException("the block is cut short");
      }
      in.position(in.position() - 2);
    }
    forget();
  }

  /** Discards all bits that were read ahead. */
  void forget() {
    bits = 0;
    count = 0;
  }

  /** Takes the byte after the last word that was read. */
  int u8() {
    if (!in.hasRemaining()) {
      throw new CorruptDataException("the block is cut short");
    }
    return in.get() & 0xff;
  }

  int u16() {
    return u8() | u8() << 8;
  }

  int i32() {
    return u16() | u16() << 16;
  }

  void bytes(byte[] to, int at, int length) {
    if (length > in.remaining()) {
      throw new CorruptDataException("the block is cut short");
    }
    in.get(to, at, length);
  }
}
