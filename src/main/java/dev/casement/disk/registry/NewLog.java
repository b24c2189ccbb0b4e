package dev.casement.disk.registry;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A log as Windows 8.1 and later write it: entries with pages, each protected by a hash (regf, "New
 * format").
 *
 * @param entries how many valid entries follow each other, from the one that the header names; at
 *     least one
 * @param last the last of them
 */
record NewLog(ByteSource source, BaseBlock base, int entries, Entry last) {
  private static final int HEAD = 40;
  private static final int HASHED_HEAD = 32;
  private static final int REFERENCE = 8;

  /** The number of pages of the largest possible hive. */
  private static final long MAX_PAGES = ReplayedPages.MAX_BINS / BaseBlock.SIZE;

  /**
   * A whole entry, its hashes right and its pages within bounds.
   *
   * @param position of the entry in the log
   * @param binsSize how large the hive bins are after it
   */
  record Entry(long position, long size, long sequence, long binsSize) {}

  /** Reads a log, if it is of this format and has an entry. */
  static Optional<NewLog> open(ByteSource source, BaseBlock base) {
    if (!base.isNewLog()) {
      return Optional.empty();
    }
    int entries = 0;
    Optional<Entry> last = Optional.empty();
    Optional<Entry> next = entry(source, ReplayedPages.SECTOR, base.primarySequence());
    while (next.isPresent()) {
      entries++;
      last = next;
      Entry entry = next.get();
      next = entry(source, entry.position() + entry.size(), entry.sequence() + 1);
    }
    int count = entries;
    return last.map(entry -> new NewLog(source, base, count, entry));
  }

  long firstSequence() {
    return base.primarySequence();
  }

  void apply(ReplayedPages pages) {
    pages.from(source);
    long at = ReplayedPages.SECTOR;
    for (int i = 0; i < entries; i++) {
      Fields head = Fields.read(source, at, HEAD, LITTLE_ENDIAN, "a log entry");
      apply(pages, references(source, at, (int) head.u32(20)), at);
      at += head.u32(4);
    }
  }

  private static void apply(ReplayedPages pages, Fields references, long entry) {
    long position = entry + HEAD + references.length();
    for (int at = 0; at < references.length(); at += REFERENCE) {
      long length = references.u32(at + 4);
      pages.put(references.u32(at), length, position);
      position += length;
    }
  }

  /** The entry at a position, if it has this sequence number and is sound. */
  private static Optional<Entry> entry(ByteSource log, long position, long sequence) {
    if (position > log.size() - HEAD) {
      return Optional.empty();
    }
    Fields head = Fields.read(log, position, HEAD, LITTLE_ENDIAN, "a log entry");
    long size = head.u32(4);
    long binsSize = head.u32(16);
    long pages = head.u32(20);
    boolean plausible =
        head.has(0, "HvLE")
            && head.u32(12) == sequence
            && size % ReplayedPages.SECTOR == 0
            && position <= log.size() - size
            && binsSize % BaseBlock.SIZE == 0
            && binsSize <= ReplayedPages.MAX_BINS
            && pages <= MAX_PAGES
            && HEAD + pages * REFERENCE <= size;
    if (!plausible || !hashesFit(log, head, position, size)) {
      return Optional.empty();
    }
    Entry entry = new Entry(position, size, sequence, binsSize);
    return pagesFit(references(log, position, (int) pages), entry)
        ? Optional.of(entry)
        : Optional.empty();
  }

  private static boolean hashesFit(ByteSource log, Fields head, long position, long size) {
    Marvin32 headHash = new Marvin32();
    for (int at = 0; at < HASHED_HEAD; at += 4) {
      headHash.add((int) head.u32(at));
    }
    return head.bits64(32) == headHash.end()
        && head.bits64(24) == hash(log, position + HEAD, size - HEAD);
  }

  private static long hash(ByteSource log, long position, long length) {
    Marvin32 hash = new Marvin32();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 14).order(LITTLE_ENDIAN);
    long done = 0;
    while (done < length) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), length - done));
      Fields.readFully(log, position + done, buffer, "a log entry");
      done += buffer.flip().limit();
      while (buffer.hasRemaining()) {
        hash.add(buffer.getInt());
      }
    }
    return hash.end();
  }

  private static boolean pagesFit(Fields references, Entry entry) {
    long room = entry.size() - HEAD - references.length();
    for (int at = 0; at < references.length(); at += REFERENCE) {
      long offset = references.u32(at);
      long length = references.u32(at + 4);
      room -= length;
      boolean aligned = offset % ReplayedPages.SECTOR == 0 && length % ReplayedPages.SECTOR == 0;
      if (!aligned || length == 0 || room < 0 || offset + length > entry.binsSize()) {
        return false;
      }
    }
    return true;
  }

  private static Fields references(ByteSource log, long entry, int pages) {
    return Fields.read(log, entry + HEAD, pages * REFERENCE, LITTLE_ENDIAN, "a log entry");
  }
}
