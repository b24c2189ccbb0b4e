package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** The numbers and texts of a structure on a disk. Reading past its end is reported as damage. */
public final class Fields {
  private final ByteSource source;
  private final long position;
  private final ByteBuffer bytes;

  private Fields(ByteSource source, long position, byte[] bytes, ByteOrder order) {
    this.source = source;
    this.position = position;
    this.bytes = ByteBuffer.wrap(bytes).order(order);
  }

  /**
   * A structure that has been read.
   *
   * @param position where in the source it begins, for failures
   */
  public static Fields of(ByteSource source, long position, byte[] bytes, ByteOrder order) {
    return new Fields(source, position, bytes, order);
  }

  /**
   * Reads a whole structure.
   *
   * @param what its name in failures
   * @throws DiskException if the source ends before it does
   */
  public static Fields read(
      ByteSource source, long position, int length, ByteOrder order, String what) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (position < 0 || position > source.size() - length) {
      throw DiskException.damaged(
          source, position, what + " of " + length + " bytes lies past the end");
    }
    readFully(source, position, bytes, what);
    return new Fields(source, position, bytes.array(), order);
  }

  /**
   * Fills a buffer.
   *
   * @throws DiskException if the source ends first
   */
  public static void readFully(ByteSource source, long position, ByteBuffer to, String what) {
    int length = to.remaining();
    if (length > 0 && (position < 0 || source.read(position, to) != length)) {
      throw DiskException.damaged(source, position, what + " of " + length + " bytes is cut short");
    }
  }

  /**
   * Reads a number of bytes into a buffer, which may have more room.
   *
   * @throws DiskException if the source ends first
   */
  public static void readFully(
      ByteSource source, long position, int count, ByteBuffer to, String what) {
    int limit = to.limit();
    to.limit(to.position() + count);
    readFully(source, position, to, what);
    to.limit(limit);
  }

  public int length() {
    return bytes.capacity();
  }

  public int u8(int at) {
    return bytes.get(check(at, 1)) & 0xff;
  }

  public int u16(int at) {
    return bytes.getShort(check(at, 2)) & 0xffff;
  }

  public long u32(int at) {
    return bytes.getInt(check(at, 4)) & 0xffff_ffffL;
  }

  /** A 64-bit number that is a size or position; one that does not fit a long is damage. */
  public long u64(int at) {
    long value = bits64(at);
    if (value < 0) {
      throw damaged(at, "a size or position of more than 2^63 bytes");
    }
    return value;
  }

  /** A 64-bit field, uninterpreted. */
  public long bits64(int at) {
    return bytes.getLong(check(at, 8));
  }

  /** A GUID as Microsoft records it: the first three groups little endian. */
  public UUID guid(int at) {
    check(at, 16);
    ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long high =
        (little.getInt(at) & 0xffff_ffffL) << 32
            | (little.getShort(at + 4) & 0xffffL) << 16
            | (little.getShort(at + 6) & 0xffffL);
    return new UUID(high, little.order(ByteOrder.BIG_ENDIAN).getLong(at + 8));
  }

  public byte[] bytes(int at, int length) {
    check(at, length);
    return Arrays.copyOfRange(bytes.array(), at, at + length);
  }

  public String text(int at, int length, Charset charset) {
    return new String(bytes.array(), check(at, length), length, charset);
  }

  /** Whether these ISO 8859-1 characters are there. */
  public boolean has(int at, String text) {
    return at + text.length() <= length()
        && text(at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }

  /** A structure within this one, in the same byte order. */
  public Fields part(int at, int length) {
    return of(source, position + at, bytes(at, length), bytes.order());
  }

  /** The failure for something wrong at an offset of this structure. */
  public DiskException damaged(int at, String what) {
    return DiskException.damaged(source, position + at, what);
  }

  private int check(int at, int length) {
    if (at < 0 || length < 0 || at > length() - length) {
      throw damaged(
          Math.clamp(at, 0, length()), "a structure continues past its " + length() + " bytes");
    }
    return at;
  }
}
