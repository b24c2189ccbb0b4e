package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;

/** Which clusters of a volume are in use, by its {@code $Bitmap}. */
public final class ClusterBitmap {
  private static final int PIECE = 64 << 10;

  private final ByteSource bits;
  private final long clusters;

  ClusterBitmap(ByteSource bits, long clusters) {
    if (bits.size() < (clusters + 7) / 8) {
      throw DiskException.damaged(bits, 0, "the bitmap of clusters is too short");
    }
    this.bits = bits;
    this.clusters = clusters;
  }

  /** Receives free clusters. */
  @FunctionalInterface
  public interface FreeRun {
    /** {@code count} clusters from {@code first} on are free; those around them are not. */
    void take(long first, long count);
  }

  /**
   * Gives every run of free clusters, in order.
   *
   * @throws DiskException if the bitmap cannot be read
   */
  public void forEachFree(FreeRun action) {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long begin = -1;
    for (long at = 0; at < clusters; ) {
      piece.clear().limit((int) Math.min(PIECE, (clusters - at + 7) / 8));
      Fields.readFully(bits, at / 8, piece, "the bitmap of clusters");
      int count = (int) Math.min(PIECE * 8L, clusters - at);
      for (int i = 0; i < count; i++) {
        boolean free = ((piece.get(i / 8) >> (i % 8)) & 1) == 0;
        if (free && begin < 0) {
          begin = at + i;
        } else if (!free && begin >= 0) {
          action.take(begin, at + i - begin);
          begin = -1;
        }
      }
      at += count;
    }
    if (begin >= 0) {
      action.take(begin, clusters - begin);
    }
  }

  /** How many clusters are free. */
  public long free() {
    long[] sum = {0};
    forEachFree((first, count) -> sum[0] += count);
    return sum[0];
  }
}
