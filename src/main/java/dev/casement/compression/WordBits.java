package dev.casement.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bits in little-endian words of 16, from the highest to the lowest, with bytes between the words,
 * as XPRESS and LZX have them.
 *
 * <p>A word is read when {@link #need} asks for bits of it, no earlier: the place of the bytes
 * between the words depends on that.
 */
final class WordBits {
  /** Words past the end that a reader may look at without needing them. */
  private static final int GRACE = 4;

  private final ByteBuffer in;
  private int bits;
  private int count;
  private int beyond;

  WordBits(ByteBuffer in) {
    this.in = in.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes sure that there are this many bits, 16 at most. */
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

  /** The next bits, which stay; {@link #need} has been called for them. */
  int peek(int wanted) {
    return wanted == 0 ? 0 : bits >>> (32 - wanted);
  }

  /** Takes bits away that {@link #need} has been called for. */
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

  /** Skips the rest of the word that the next bit is in, and with it at least one bit. */
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

  /** Forgets all bits that were read ahead. */
  void forget() {
    bits = 0;
    count = 0;
  }

  /** A byte after the last word that was read. */
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
