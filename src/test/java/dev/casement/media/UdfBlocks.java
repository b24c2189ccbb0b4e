package dev.casement.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Tags, sums and texts as UDF descriptors have them, for media that tests write. */
final class UdfBlocks {
  private static final int BLOCK = 2048;

  private UdfBlocks() {}

  static byte[] compressed(String name) {
    boolean latin = name.chars().allMatch(c -> c < 256);
    byte[] text = name.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16BE);
    byte[] bytes = new byte[text.length + 1];
    bytes[0] = (byte) (latin ? 8 : 16);
    System.arraycopy(text, 0, bytes, 1, text.length);
    return bytes;
  }

  static void charset(ByteBuffer to, int at) {
    to.put(at + 1, "OSTA Compressed Unicode".getBytes(StandardCharsets.US_ASCII));
  }

  static void fixedText(ByteBuffer to, int at, int length, String text) {
    byte[] bytes = compressed(text);
    to.put(at, bytes);
    to.put(at + length - 1, (byte) bytes.length);
  }

  static byte[] bytes(ByteBuffer block) {
    byte[] bytes = new byte[block.capacity()];
    block.get(0, bytes);
    return bytes;
  }

  static ByteBuffer block(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A descriptor with its tag, whose CRC covers it up to {@code length}. */
  static byte[] tagged(ByteBuffer block, int identifier, int version, long location, int length) {
    block.putShort(0, (short) identifier);
    block.putShort(2, (short) version);
    block.putShort(8, (short) crc(bytes(block), 16, length)).putShort(10, (short) (length - 16));
    block.putInt(12, (int) location);
    int sum = 0;
    for (int at = 0; at < 16; at++) {
      sum += at == 4 ? 0 : block.get(at);
    }
    block.put(4, (byte) sum);
    return bytes(block);
  }

  /** Makes the sums right again wherever a sector begins like a descriptor. */
  static void reseal(byte[] image) {
    ByteBuffer all = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 32 * BLOCK; at + BLOCK <= image.length; at += BLOCK) {
      int identifier = all.getShort(at);
      int version = all.getShort(at + 2);
      int length = all.getShort(at + 10);
      if (identifier <= 0 || identifier > 266 || version < 2 || version > 3) {
        continue;
      }
      if (length >= 0 && length <= BLOCK - 16) {
        all.putShort(at + 8, (short) crc(image, at + 16, at + 16 + length));
      }
      int sum = 0;
      for (int i = 0; i < 16; i++) {
        sum += i == 4 ? 0 : image[at + i];
      }
      image[at + 4] = (byte) sum;
    }
  }

  private static int crc(byte[] bytes, int from, int to) {
    int crc = 0;
    for (int bit = from * 8; bit < to * 8; bit++) {
      int next = (bytes[bit / 8] >> (7 - bit % 8)) & 1;
      int out = (crc >> 15) & 1;
      crc = (crc << 1) & 0xffff;
      crc ^= (out ^ next) == 1 ? 0x1021 : 0;
    }
    return crc;
  }
}
