package dev.casement.disk.ntfs;

import dev.casement.disk.image.Fields;
import java.util.Arrays;

/** Which clusters of a volume hold an attribute, in order; sparse ones have no cluster. */
final class RunList {
  /** A cluster of zeros that is not stored. */
  static final long SPARSE = -1;

  /** More runs than any sound file has. */
  private static final int LIMIT = 1 << 20;

  private final long clusters;
  private int count;
  private long[] starts = new long[4];
  private long[] ends = new long[4];

  /**
   * An empty list.
   *
   * @param clusters how many the volume has
   */
  RunList(long clusters) {
    this.clusters = clusters;
  }

  /**
   * Appends the runs that a piece of an attribute records.
   *
   * @throws dev.casement.disk.image.DiskException if they do not follow the existing ones, or lie
   *     past the end of the volume
   */
  void append(Attribute piece) {
    Fields fields = piece.fields();
    if (piece.isResident() || piece.lowestVcn() != end()) {
      throw fields.damaged(16, "the pieces of an attribute do not follow each other");
    }
    forEach(piece, clusters, (cluster, length) -> add(fields, cluster, length));
    if (end() != piece.highestVcn() + 1) {
      throw fields.damaged(24, "the runs of an attribute do not add up");
    }
  }

  /** Receives runs. */
  @FunctionalInterface
  interface Run {
    /** {@code length} clusters from {@code cluster} on, which may be {@link #SPARSE}. */
    void take(long cluster, long length);
  }

  /**
   * Gives the runs that a piece of an attribute records, in order.
   *
   * @throws dev.casement.disk.image.DiskException if they lie past the end of the volume
   */
  static void forEach(Attribute piece, long clusters, Run action) {
    Fields fields = piece.fields();
    int at = fields.u16(32);
    long cluster = 0;
    long all = piece.lowestVcn();
    while (fields.u8(at) != 0) {
      int lengthBytes = fields.u8(at) & 0xf;
      int offsetBytes = fields.u8(at) >> 4;
      if (lengthBytes == 0 || lengthBytes > 8 || offsetBytes > 8) {
        throw fields.damaged(at, "a run that is not recorded as runs are");
      }
      long length = signed(fields, at + 1, lengthBytes);
      if (length <= 0 || length > Long.MAX_VALUE / 4096 / 512 - all) {
        throw fields.damaged(at, "a run of " + length + " clusters");
      }
      all += length;
      if (offsetBytes == 0) {
        action.take(SPARSE, length);
      } else {
        cluster += signed(fields, at + 1 + lengthBytes, offsetBytes);
        if (cluster < 0 || cluster > clusters - length) {
          throw fields.damaged(at, "a run that lies past the end of the volume");
        }
        action.take(cluster, length);
      }
      at += 1 + lengthBytes + offsetBytes;
    }
  }

  private void add(Fields fields, long cluster, long length) {
    if (count == LIMIT) {
      throw fields.damaged(32, "more runs than a file can have");
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = cluster;
    ends[count] = end() + length;
    count++;
  }

  private static long signed(Fields fields, int at, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) fields.u8(at + i) << (8 * i);
    }
    int unused = 64 - 8 * length;
    return (value << unused) >> unused;
  }

  /** How many clusters of the file are mapped. */
  long end() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** The cluster of the volume for one of the file, or {@link #SPARSE}. */
  long cluster(long vcn) {
    int run = run(vcn);
    return starts[run] == SPARSE ? SPARSE : starts[run] + vcn - (run == 0 ? 0 : ends[run - 1]);
  }

  /** How many clusters from {@code vcn} on are contiguous, including that one. */
  long together(long vcn) {
    return ends[run(vcn)] - vcn;
  }

  private int run(long vcn) {
    if (vcn < 0 || vcn >= end()) {
      throw new IllegalArgumentException("no cluster " + vcn + " of " + end());
    }
    int found = Arrays.binarySearch(ends, 0, count, vcn);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
