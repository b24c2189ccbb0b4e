package dev.casement.disk.registry;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sectors of the hive bins are read from a log instead of the hive. The bytes stay in the
 * log, so a large log takes no memory.
 */
final class ReplayedPages {
  /** The unit of logs, in bytes. */
  static final int SECTOR = 512;

  /** Offsets have 31 bits; the highest one means volatile storage (regf, "Cell"). */
  static final long MAX_BINS = 1L << 31;

  private static final int CHUNK = 1024;
  private static final int POSITION_BITS = 48;

  private final List<ByteSource> logs = new ArrayList<>();

  /**
   * For each sector 0, or the number of a log and a position in it; chunks are allocated on demand.
   */
  private final long[][] chunks = new long[(int) (MAX_BINS / SECTOR / CHUNK)][];

  private int pages;
  private long bytes;

  /** Sets the log that the next pages come from. */
  void from(ByteSource log) {
    logs.add(log);
  }

  /**
   * Replaces a page of the hive bins.
   *
   * @param offset where it is in the hive bins, a multiple of {@link #SECTOR}, as is its length
   * @param position where its bytes are in the log
   */
  void put(long offset, long length, long position) {
    for (long done = 0; done < length; done += SECTOR) {
      int sector = (int) ((offset + done) / SECTOR);
      long[] chunk = chunks[sector / CHUNK];
      if (chunk == null) {
        chunk = new long[CHUNK];
        chunks[sector / CHUNK] = chunk;
      }
      chunk[sector % CHUNK] = (long) logs.size() << POSITION_BITS | (position + done);
    }
    pages++;
    bytes += length;
  }

  /** Overwrites the replaced sectors of a block of the hive bins. */
  void overlay(long offset, byte[] block) {
    for (int at = 0; at < block.length; at += SECTOR) {
      int sector = (int) ((offset + at) / SECTOR);
      long[] chunk = chunks[sector / CHUNK];
      long place = chunk == null ? 0 : chunk[sector % CHUNK];
      if (place != 0) {
        ByteSource log = logs.get((int) (place >>> POSITION_BITS) - 1);
        long position = place & ((1L << POSITION_BITS) - 1);
        log.read(position, ByteBuffer.wrap(block, at, SECTOR));
      }
    }
  }

  /** How many pages were put, including repeated ones. */
  int pages() {
    return pages;
  }

  long bytes() {
    return bytes;
  }
}
