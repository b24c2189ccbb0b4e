package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.Fields;
import java.nio.ByteOrder;

/** Whether {@code $LogFile} needs to be replayed (Linux, fs/ntfs/logfile.h and logfile.c). */
final class Journal {
  private static final String RESTART = "RSTR";
  private static final long EMPTIED = 0xffff_ffffL;
  private static final int MIN_PAGE = 512;
  private static final int MAX_PAGE = 1 << 16;
  private static final int NO_CLIENT = 0xffff;
  private static final int CLEAN = 2;

  private Journal() {}

  /**
   * One of the two restart pages, which are written alternately.
   *
   * @param lsn increases with every write
   * @param closed whether it was written when the volume was unmounted
   */
  private record Page(long lsn, boolean closed) {}

  /**
   * Whether the volume was unmounted cleanly or the journal is empty, which implies that.
   *
   * @throws dev.casement.disk.image.DiskException if a restart page is damaged, or chkdsk has
   *     changed it
   */
  static boolean isClosed(ByteSource journal) {
    Fields start = Fields.read(journal, 0, 20, ByteOrder.LITTLE_ENDIAN, "a restart page");
    if (start.u32(0) == EMPTIED) {
      return isEmptied(journal);
    }
    long size = start.u32(16);
    if (size < MIN_PAGE || size > MAX_PAGE || Long.bitCount(size) != 1) {
      throw start.damaged(16, "restart pages of " + size + " bytes");
    }
    Page first = page(journal, 0, (int) size);
    Page second = page(journal, size, (int) size);
    return first.lsn >= second.lsn ? first.closed : second.closed;
  }

  private static boolean isEmptied(ByteSource journal) {
    int restartPages = (int) Math.min(journal.size(), 2L * MAX_PAGE);
    Fields pages =
        Fields.read(journal, 0, restartPages, ByteOrder.LITTLE_ENDIAN, "the restart pages");
    for (int at = 0; at <= restartPages - 4; at += 4) {
      if (pages.u32(at) != EMPTIED) {
        return false;
      }
    }
    return true;
  }

  private static Page page(ByteSource journal, long position, int size) {
    Fields page = Fixups.read(journal, position, size, RESTART);
    int area = page.u16(24);
    int version = page.u16(28);
    boolean known = version == 1 || version == 2;
    boolean closed = page.u16(area + 12) == NO_CLIENT || (page.u16(area + 14) & CLEAN) != 0;
    return new Page(page.u64(area), known && closed);
  }
}
