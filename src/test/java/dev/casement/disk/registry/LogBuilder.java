package dev.casement.disk.registry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes logs that turn one hive into another. */
final class LogBuilder {
  private static final int PAGE = 4096;

  private final byte[] header;
  private byte[] entries = new byte[0];

  /** A log for a hive, whose header it repeats with this sequence number and time. */
  LogBuilder(byte[] hive, int sequence, int type) {
    header = Arrays.copyOf(hive, 512);
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    fields.putInt(4, sequence).putInt(8, sequence).putInt(28, type);
  }

  /** A log of the new format without entries. */
  static LogBuilder newer(byte[] hive, int sequence) {
    return new LogBuilder(hive, sequence, 6);
  }

  /** Adds an entry with the pages that differ. */
  LogBuilder entry(int sequence, byte[] from, byte[] to) {
    int[] pages = differing(from, to, PAGE);
    int size = Math.ceilDiv(40 + pages.length * (8 + PAGE), 512) * 512;
    ByteBuffer entry = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    entry.put("HvLE".getBytes(StandardCharsets.ISO_8859_1)).putInt(size).putInt(0);
    entry.putInt(sequence).putInt(to.length - PAGE).putInt(pages.length);
    entry.position(40);
    for (int page : pages) {
      entry.putInt(page).putInt(PAGE);
    }
    for (int page : pages) {
      entry.put(to, PAGE + page, PAGE);
    }
    entry.putLong(24, hash(entry, 40, size)).putLong(32, hash(entry, 0, 32));
    entries = Arrays.copyOf(entries, entries.length + size);
    System.arraycopy(entry.array(), 0, entries, entries.length - size, size);
    return this;
  }

  byte[] build() {
    byte[] log = Arrays.copyOf(header, 512 + entries.length);
    System.arraycopy(entries, 0, log, 512, entries.length);
    return HiveBuilder.seal(log);
  }

  /** A log of the old format with the sectors that differ. */
  static byte[] older(int sequence, byte[] from, byte[] to) {
    byte[] header = new LogBuilder(to, sequence, 1).header;
    int[] sectors = differing(from, to, 512);
    int first = Math.ceilDiv(512 + 4 + (to.length - PAGE) / PAGE, 512) * 512;
    byte[] log = Arrays.copyOf(header, first + 512 * sectors.length);
    System.arraycopy("DIRT".getBytes(StandardCharsets.ISO_8859_1), 0, log, 512, 4);
    for (int i = 0; i < sectors.length; i++) {
      int sector = sectors[i] / 512;
      log[516 + sector / 8] |= (byte) (1 << sector % 8);
      System.arraycopy(to, PAGE + sectors[i], log, first + 512 * i, 512);
    }
    return HiveBuilder.seal(log);
  }

  private static int[] differing(byte[] from, byte[] to, int page) {
    return java.util.stream.IntStream.iterate(PAGE, at -> at < to.length, at -> at + page)
        .filter(
            at -> at + page > from.length || !Arrays.equals(from, at, at + page, to, at, at + page))
        .map(at -> at - PAGE)
        .toArray();
  }

  private static long hash(ByteBuffer entry, int from, int to) {
    Marvin32 hash = new Marvin32();
    for (int at = from; at < to; at += 4) {
      hash.add(entry.getInt(at));
    }
    return hash.end();
  }
}
