package dev.casement.disk.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Writes hives, sound ones and such as no Windows writes: each cell can be changed afterwards. */
public final class HiveBuilder {
  public static final int SZ = 1;
  public static final int BINARY = 3;
  public static final int DWORD = 4;

  private static final int SEGMENT = 16_344;

  private final int minorVersion;
  private ByteBuffer bins = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private int end = 32;

  /** The root key. */
  public final int root;

  private final int security;

  public HiveBuilder(int minorVersion) {
    this.minorVersion = minorVersion;
    security = security();
    root = key(0, "ROOT");
    bins.putShort(root + 4 + 2, (short) 0x2c);
  }

  /** A cell with this content. */
  public int cell(byte[] content) {
    int size = (content.length + 4 + 7) & ~7;
    while (end + size > bins.capacity() - 8) {
      bins =
          ByteBuffer.wrap(Arrays.copyOf(contentOf(bins), 2 * bins.capacity()))
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    int at = end;
    bins.putInt(at, -size);
    bins.put(at + 4, content);
    end += size;
    return at;
  }

  /** A key that is not in its parent's list yet. */
  public int key(int parent, String name) {
    boolean narrow = name.chars().allMatch(c -> c < 0x100);
    byte[] bytes = bytes(name, narrow);
    ByteBuffer key = record(76 + bytes.length, "nk");
    key.putShort(2, (short) (narrow ? 0x20 : 0)).putInt(16, parent);
    for (int at : new int[] {28, 32, 40, 48}) {
      key.putInt(at, -1);
    }
    key.putInt(44, security);
    key.putShort(72, (short) bytes.length).put(76, bytes);
    return cell(contentOf(key));
  }

  /** A security descriptor without owner, group and lists, in a ring of one; hivex wants one. */
  private int security() {
    ByteBuffer security = record(40, "sk").putInt(4, end).putInt(8, end);
    security.putInt(12, 1).putInt(16, 20).putShort(20, (short) 1).putShort(22, (short) 0x8000);
    return cell(contentOf(security));
  }

  /** Gives a key these subkeys, in a list of the kind li, lf, lh or ri; ri has lists of two. */
  public HiveBuilder subkeys(int key, String kind, int... subkeys) {
    set(key, 20, subkeys.length);
    return set(key, 28, kind.equals("ri") ? index(subkeys) : leaf(kind, subkeys));
  }

  int index(int... subkeys) {
    ByteBuffer index = record(4 + 4 * Math.ceilDiv(subkeys.length, 2), "ri");
    for (int i = 0; i < subkeys.length; i += 2) {
      int[] two = Arrays.copyOfRange(subkeys, i, Math.min(i + 2, subkeys.length));
      index.putInt(4 + 2 * i, leaf("lh", two));
    }
    index.putShort(2, (short) Math.ceilDiv(subkeys.length, 2));
    return cell(contentOf(index));
  }

  int leaf(String kind, int... subkeys) {
    int stride = kind.equals("li") ? 4 : 8;
    ByteBuffer leaf = record(4 + stride * subkeys.length, kind);
    leaf.putShort(2, (short) subkeys.length);
    for (int i = 0; i < subkeys.length; i++) {
      leaf.putInt(4 + stride * i, subkeys[i]);
      if (stride == 8) {
        leaf.putInt(8 + stride * i, hint(kind, name(subkeys[i])));
      }
    }
    return cell(contentOf(leaf));
  }

  private static int hint(String kind, String name) {
    if (kind.equals("lh")) {
      return Names.hash(name);
    }
    byte[] four = Arrays.copyOf(name.getBytes(StandardCharsets.ISO_8859_1), 4);
    return name.isEmpty() || name.charAt(0) < 0x100
        ? ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN).getInt()
        : 0;
  }

  private String name(int key) {
    boolean narrow = (bins.getShort(key + 6) & 0x20) != 0;
    byte[] name = new byte[bins.getShort(key + 4 + 72)];
    bins.get(key + 4 + 76, name);
    return new String(name, Names.charset(narrow));
  }

  /** Gives a key these values. */
  public HiveBuilder values(int key, int... values) {
    ByteBuffer list = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(list::putInt);
    return set(key, 36, values.length).set(key, 40, cell(contentOf(list)));
  }

  public int value(String name, int type, byte[] data) {
    boolean narrow = name.chars().allMatch(c -> c < 0x100);
    byte[] bytes = bytes(name, narrow);
    ByteBuffer value = record(20 + bytes.length, "vk");
    value.putShort(2, (short) bytes.length).putInt(12, type);
    value.putShort(16, (short) (narrow ? 1 : 0)).put(20, bytes);
    if (data.length <= 4) {
      value.putInt(4, data.length | 0x8000_0000).put(8, data);
    } else {
      boolean big = data.length > SEGMENT && minorVersion > 3;
      value.putInt(4, data.length).putInt(8, big ? segments(data) : cell(data));
    }
    return cell(contentOf(value));
  }

  private int segments(byte[] data) {
    int count = Math.ceilDiv(data.length, SEGMENT);
    ByteBuffer list = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < data.length; at += SEGMENT) {
      list.putInt(cell(Arrays.copyOfRange(data, at, Math.min(at + SEGMENT, data.length))));
    }
    ByteBuffer big = record(8, "db");
    big.putShort(2, (short) count).putInt(4, cell(contentOf(list)));
    return cell(contentOf(big));
  }

  public static byte[] text(String text) {
    return (text + '\0').getBytes(StandardCharsets.UTF_16LE);
  }

  public static byte[] dword(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }

  /** Changes a number in a cell; -4 is where the cell has its size. */
  public HiveBuilder set(int cell, int at, int number) {
    bins.putInt(cell + 4 + at, number);
    return this;
  }

  /** The hive, one large bin, its last cell free. */
  public byte[] build() {
    int size = Math.ceilDiv(end + 8, 4096) * 4096;
    byte[] hive = new byte[4096 + size];
    ByteBuffer all = ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN);
    all.put("regf".getBytes(StandardCharsets.ISO_8859_1)).putInt(7).putInt(7);
    all.putInt(20, 1).putInt(24, minorVersion).putInt(32, 1).putInt(36, root);
    all.putInt(40, size).putInt(44, 1);
    all.put(4096, bins, 0, end);
    all.put(4096, "hbin".getBytes(StandardCharsets.ISO_8859_1)).putInt(4096 + 8, size);
    all.putInt(4096 + end, size - end);
    return seal(hive);
  }

  /** Puts a GUID as Windows does: the first three of its parts in little endian. */
  public static void putGuid(ByteBuffer to, int at, UUID guid) {
    long high = guid.getMostSignificantBits();
    to.putInt(at, (int) (high >>> 32)).putShort(at + 4, (short) (high >>> 16));
    to.putShort(at + 6, (short) high);
    to.putLong(at + 8, Long.reverseBytes(guid.getLeastSignificantBits()));
  }

  public static byte[] contentOf(ByteBuffer buffer) {
    byte[] content = new byte[buffer.capacity()];
    buffer.get(0, content);
    return content;
  }

  /** Makes the checksum of a hive's or a log's header right. */
  static byte[] seal(byte[] file) {
    ByteBuffer all = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int sum = 0;
    for (int at = 0; at < 508; at += 4) {
      sum ^= all.getInt(at);
    }
    all.putInt(508, sum == -1 ? -2 : sum == 0 ? 1 : sum);
    return file;
  }

  private static ByteBuffer record(int length, String signature) {
    ByteBuffer record = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    return record.put(0, signature.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytes(String name, boolean narrow) {
    return name.getBytes(Names.charset(narrow));
  }
}
