package dev.casement.media.volume;

import dev.casement.bytes.ByteSource;
import dev.casement.report.BuildException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A structure read from a medium, with unsigned little-endian numbers. Reading past its end is
 * reported as damage of the medium, not as a defect of the reader.
 */
public final class Block {
  private final ByteSource source;
  private final long position;
  private final ByteBuffer bytes;

  private Block(ByteSource source, long position, byte[] bytes) {
    this.source = source;
    this.position = position;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a whole structure.
   *
   * @param what its name in failures
   * @throws BuildException MEDIA if the source ends before it does; otherwise as {@link
   *     ByteSource#read}
   */
  public static Block read(ByteSource source, long position, int length, String what) {
    if (position < 0 || position > source.size() - length) {
      throw Damage.cutShort(source, position, position + length, what);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (source.read(position, bytes) != length) {
      throw Damage.cutShort(source, position, position + length, what);
    }
    return new Block(source, position, bytes.array());
  }

  public int length() {
    return bytes.capacity();
  }

  /** Where an offset of this structure is in its source. */
  public long position(int at) {
    return position + at;
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

  /** A 64-bit number; one that does not fit a long is damage. */
  public long u64(int at) {
    long value = bytes.getLong(check(at, 8));
    if (value < 0) {
      throw damage(at, "a size or position of more than 2^63 bytes");
    }
    return value;
  }

  public byte[] bytes(int at, int length) {
    check(at, length);
    return Arrays.copyOfRange(bytes.array(), at, at + length);
  }

  public String text(int at, int length, Charset charset) {
    return new String(bytes.array(), check(at, length), length, charset);
  }

  /** Whether these ASCII characters are there. */
  public boolean has(int at, String ascii) {
    return at + ascii.length() <= length()
        && text(at, ascii.length(), StandardCharsets.ISO_8859_1).equals(ascii);
  }

  /** A structure within this one. */
  public Block part(int at, int length) {
    return new Block(source, position + at, bytes(at, length));
  }

  /** The failure for something wrong at an offset of this structure. */
  public BuildException damage(int at, String what) {
    return Damage.at(source, position + at, what);
  }

  /** The failure for something at an offset of this structure that Casement does not read. */
  public BuildException unsupported(int at, String what) {
    return Damage.unsupported(source, position + at, what);
  }

  private int check(int at, int length) {
    if (at < 0 || length < 0 || at > length() - length) {
      throw damage(
          Math.clamp(at, 0, length()), "a structure that ends inside of " + length + " bytes");
    }
    return at;
  }
}
