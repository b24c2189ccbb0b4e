package dev.casement.disk.registry;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A value of a key; its data is read each time it is asked for. */
public final class RegistryValue {
  // Offsets of regf, "Key value".
  private static final int FIXED = 20;
  private static final int NARROW_NAME = 1;
  private static final long INLINE = 0x8000_0000L;
  private static final int MAX_INLINE = 4;

  /** Longer data is stored in segments of this size (regf, "Big data"). */
  private static final int SEGMENT = 16_344;

  private static final int SEGMENTS_SINCE_MINOR_VERSION = 4;

  /** Several values may share data up to this size. */
  private static final int UNCLAIMED = 1024;

  /** Far more than Windows writes to its own hives; longer data is refused. */
  private static final int MAX_SIZE = 1 << 25;

  private final Bins bins;
  private final long offset;
  private final Fields record;
  private final String name;

  private RegistryValue(Bins bins, long offset, Fields record) {
    this.bins = bins;
    this.offset = offset;
    this.record = record;
    this.name =
        record.text(FIXED, record.u16(2), Names.charset((record.u16(16) & NARROW_NAME) != 0));
  }

  static RegistryValue read(Bins bins, long offset) {
    Fields fixed = bins.cell(offset, FIXED);
    if (!fixed.has(0, "vk")) {
      throw bins.damaged(offset, "no value");
    }
    return new RegistryValue(bins, offset, bins.cell(offset, FIXED + fixed.u16(2)));
  }

  /** The name; empty for the default value. */
  public String name() {
    return name;
  }

  public ValueType type() {
    return ValueType.of(record.u32(12));
  }

  /** The type as a number, which tells kinds of {@link ValueType#OTHER} apart. */
  public long typeCode() {
    return record.u32(12);
  }

  /**
   * The raw data.
   *
   * @throws DiskException if it is damaged, or longer than 32 MiB
   */
  public byte[] bytes() {
    long size = record.u32(4);
    if ((size & INLINE) != 0) {
      long length = size & ~INLINE;
      if (length > MAX_INLINE) {
        throw record.damaged(4, length + " bytes of data where there is room for 4");
      }
      return record.bytes(8, (int) length);
    }
    if (size > MAX_SIZE || size > bins.size()) {
      throw record.damaged(4, "a value of " + size + " bytes");
    }
    if (size == 0) {
      return new byte[0];
    }
    long data = record.u32(8);
    boolean segmented =
        size > SEGMENT
            && bins.minorVersion() >= SEGMENTS_SINCE_MINOR_VERSION
            && bins.cell(data, 2).has(0, "db");
    return segmented ? segments(data, (int) size) : part(data, (int) size);
  }

  /** Data in one cell; small cells may be shared, which is harmless. */
  private byte[] part(long at, int length) {
    if (length > UNCLAIMED) {
      bins.claim(at, offset);
    }
    return bins.cell(at, length).bytes(0, length);
  }

  private byte[] segments(long at, int size) {
    Fields head = bins.cell(at, 8);
    int count = head.u16(2);
    if (count != Math.ceilDiv(size, SEGMENT)) {
      throw head.damaged(2, count + " segments for a value of " + size + " bytes");
    }
    Fields list = bins.cell(head.u32(4), 4 * count);
    byte[] data = new byte[size];
    for (int i = 0; i < count; i++) {
      int done = i * SEGMENT;
      int length = Math.min(SEGMENT, size - done);
      byte[] segment = part(list.u32(4 * i), length);
      System.arraycopy(segment, 0, data, done, length);
    }
    return data;
  }

  /** The text up to its end, if this is a string, a string with variables or a link. */
  public Optional<String> text() {
    return switch (type()) {
      case STRING, EXPAND_STRING, LINK -> {
        String all = utf16();
        int end = all.indexOf('\0');
        yield Optional.of(end < 0 ? all : all.substring(0, end));
      }
      case NONE,
          BINARY,
          DWORD,
          DWORD_BIG_ENDIAN,
          MULTI_STRING,
          RESOURCE_LIST,
          FULL_RESOURCE_DESCRIPTOR,
          RESOURCE_REQUIREMENTS_LIST,
          QWORD,
          OTHER ->
          Optional.empty();
    };
  }

  /** The strings up to the first empty one, if this is a list of strings. */
  public Optional<List<String>> texts() {
    if (type() != ValueType.MULTI_STRING) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (String text : utf16().split("\0", -1)) {
      if (text.isEmpty()) {
        break;
      }
      texts.add(text);
    }
    return Optional.of(List.copyOf(texts));
  }

  /** The number, if this is one of the right size; 64-bit numbers are signed. */
  public OptionalLong number() {
    ValueType type = type();
    boolean isQword = type == ValueType.QWORD;
    if (!isQword && type != ValueType.DWORD && type != ValueType.DWORD_BIG_ENDIAN) {
      return OptionalLong.empty();
    }
    byte[] data = bytes();
    if (data.length != (isQword ? Long.BYTES : Integer.BYTES)) {
      return OptionalLong.empty();
    }
    ByteOrder order =
        type == ValueType.DWORD_BIG_ENDIAN ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ByteBuffer buffer = ByteBuffer.wrap(data).order(order);
    return OptionalLong.of(isQword ? buffer.getLong() : buffer.getInt() & 0xffff_ffffL);
  }

  /** The data as a structure; what is wrong with it is reported at the value's own offset. */
  public Fields fields() {
    return bins.fields(offset, bytes());
  }

  private String utf16() {
    byte[] data = bytes();
    return new String(data, 0, data.length & ~1, StandardCharsets.UTF_16LE);
  }
}
