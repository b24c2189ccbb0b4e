package dev.casement.disk.image;

import dev.casement.bytes.HostFile;
import dev.casement.bytes.OpenSource;
import dev.casement.bytes.PiecewiseSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A virtual disk in a qcow2 file, with its backing files (QEMU, docs/interop/qcow2.rst).
 *
 * <p>For each file of the chain, it keeps about {@value #KEPT} bytes of tables in memory, and as
 * much of decompressed clusters.
 */
final class Qcow2Image implements DiskImage, PiecewiseSource {
  private static final int KEPT = 4 << 20;
  private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
  private static final long COMPRESSED = 1L << 62;
  private static final long ALL_ZERO = 1;

  private final OpenSource file;
  private final Qcow2Header header;
  private final @Nullable DiskImage below;
  private final Recent<Fields> tables;
  private final Recent<byte[]> inflated;
  private final Deflated deflated = new Deflated();

  private Qcow2Image(OpenSource file, Qcow2Header header, @Nullable DiskImage below) {
    this.file = file;
    this.header = header;
    this.below = below;
    int kept = Math.max(2, KEPT >> header.clusterBits());
    tables = new Recent<>(kept);
    inflated = new Recent<>(kept);
  }

  static Qcow2Image open(Path path) {
    return open(path, new BackingChain());
  }

  /**
   * Opens an image that is not a file of the host. Takes over the source, even if this fails.
   *
   * @throws DiskException UNSUPPORTED if it has a backing file
   */
  static Qcow2Image open(OpenSource source) {
    try {
      Qcow2Header header = Qcow2Header.read(source);
      if (!header.backing().equals(Qcow2Header.Backing.NONE)) {
        throw DiskException.unsupported(source.name(), "it has a backing file");
      }
      return new Qcow2Image(source, header, null);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  static Qcow2Image open(Path path, BackingChain chain) {
    HostFile file = HostFile.open(path);
    try {
      Qcow2Header header = Qcow2Header.read(file);
      return new Qcow2Image(file, header, chain.below(path, header.backing()));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return file.name();
  }

  @Override
  public long size() {
    return header.size();
  }

  @Override
  public long skipZeros(long at, long end) {
    long position = at;
    while (position < end) {
      long next = endOfZeros(position, end);
      if (next == position) {
        return position;
      }
      position = next;
    }
    return end;
  }

  /** How far there are zeros for sure, at most to the end of a cluster or table. */
  private long endOfZeros(long at, long most) {
    Fields table = table(at);
    if (table == null) {
      long range = ((long) header.clusterSize() / header.l2EntrySize()) << header.clusterBits();
      return skipBelow(at, Math.min(most, at + range - at % range));
    }
    int entryAt = entryAt(table, at);
    long end = Math.min(most, at + granule() - at % granule());
    if ((table.bits64(entryAt) & COMPRESSED) != 0) {
      return at;
    }
    return switch (stateOf(table, entryAt, at)) {
      case ZERO -> end;
      case BELOW -> skipBelow(at, end);
      case HERE -> at;
    };
  }

  private long skipBelow(long at, long end) {
    if (below == null || at >= below.size()) {
      return end;
    }
    // Behind the end of the disk below there are zeros, too, which the next look finds.
    return below.skipZeros(at, Math.min(end, below.size()));
  }

  /** How much of the disk has one state, in bytes. */
  private int granule() {
    return header.clusterSize() / (header.extendedL2() ? 32 : 1);
  }

  private int entryAt(Fields table, long at) {
    return (int) (at >> header.clusterBits())
        % (table.length() / header.l2EntrySize())
        * header.l2EntrySize();
  }

  @Override
  public int readPiece(long at, int most, ByteBuffer to) {
    int count = (int) Math.min(most, granule() - at % granule());
    readWithin(at, count, to);
    return count;
  }

  /** Reads within a cluster, or within a subcluster if there are any. */
  private void readWithin(long at, int count, ByteBuffer to) {
    Fields table = table(at);
    if (table == null) {
      readBelow(at, count, to);
      return;
    }
    int entryAt = entryAt(table, at);
    long entry = table.bits64(entryAt);
    if ((entry & COMPRESSED) != 0) {
      long cluster = at >> header.clusterBits();
      byte[] bytes = inflated.get(cluster, number -> decompress(entry, at));
      to.put(bytes, (int) (at % header.clusterSize()), count);
      return;
    }
    switch (stateOf(table, entryAt, at)) {
      case ZERO -> Zeros.put(to, count);
      case BELOW -> readBelow(at, count, to);
      case HERE -> readHere(entry & OFFSET, at, count, to);
    }
  }

  private enum State {
    ZERO,
    BELOW,
    HERE
  }

  private State stateOf(Fields table, int entryAt, long at) {
    return header.extendedL2() ? stateOfSub(table, entryAt, at) : stateOfCluster(table, entryAt);
  }

  private State stateOfCluster(Fields table, int entryAt) {
    long entry = table.bits64(entryAt);
    if ((entry & ALL_ZERO) != 0) {
      if (header.version() < 3) {
        throw table.damaged(entryAt, "a cluster of zeros in an image of version 2");
      }
      return State.ZERO;
    }
    return (entry & OFFSET) == 0 ? State.BELOW : State.HERE;
  }

  private State stateOfSub(Fields table, int entryAt, long at) {
    long bitmap = table.bits64(entryAt + 8);
    int sub = (int) (at % header.clusterSize() / (header.clusterSize() / 32));
    boolean here = ((bitmap >> sub) & 1) != 0;
    boolean zero = ((bitmap >> (sub + 32)) & 1) != 0;
    if (here && (zero || (table.bits64(entryAt) & OFFSET) == 0)) {
      throw table.damaged(entryAt, "a subcluster is allocated and is not");
    }
    return zero ? State.ZERO : here ? State.HERE : State.BELOW;
  }

  /** The L2 table for a position; null if its whole range is unallocated. */
  private @Nullable Fields table(long at) {
    int entries = header.clusterSize() / header.l2EntrySize();
    long index = (at >> header.clusterBits()) / entries;
    long entryAt = header.l1Offset() + index * 8;
    Fields known = tables.peek(index);
    if (known != null) {
      return known;
    }
    long offset =
        Fields.read(file, entryAt, 8, ByteOrder.BIG_ENDIAN, "an L1 entry").bits64(0) & OFFSET;
    if (offset == 0) {
      return null;
    }
    if (offset % header.clusterSize() != 0) {
      throw DiskException.damaged(file, entryAt, "an L2 table that does not begin a cluster");
    }
    return tables.get(
        index,
        number ->
            Fields.read(file, offset, header.clusterSize(), ByteOrder.BIG_ENDIAN, "an L2 table"));
  }

  private void readBelow(long at, int count, ByteBuffer to) {
    int left = count;
    if (below != null && at < below.size()) {
      int there = (int) Math.min(count, below.size() - at);
      Fields.readFully(below, at, there, to, "data");
      left -= there;
    }
    Zeros.put(to, left);
  }

  /** Reads from this file, which may end within its last cluster: the rest reads as zeros. */
  private void readHere(long cluster, long at, int count, ByteBuffer to) {
    if (cluster % header.clusterSize() != 0 || cluster >= file.size()) {
      throw DiskException.damaged(file, cluster, "the cluster of position " + at + " is missing");
    }
    long from = cluster + at % header.clusterSize();
    int there = Math.clamp(file.size() - from, 0, count);
    Fields.readFully(file, from, there, to, "a cluster");
    Zeros.put(to, count - there);
  }

  private byte[] decompress(long entry, long at) {
    int offsetBits = 62 - (header.clusterBits() - 8);
    long offset = entry & ((1L << offsetBits) - 1);
    long sectors = ((entry & (COMPRESSED - 1)) >> offsetBits) + 1;
    long length = Math.min(sectors * 512 - offset % 512, file.size() - offset);
    if (length <= 0) {
      throw DiskException.damaged(
          file, offset, "the compressed cluster of position " + at + " is missing");
    }
    ByteBuffer stored = ByteBuffer.allocate((int) length);
    Fields.readFully(file, offset, stored, "a compressed cluster");
    return header.zstd()
        ? Zstd.decompress(file, offset, stored.array(), header.clusterSize())
        : deflated.inflate(file, offset, stored.array(), header.clusterSize());
  }

  @Override
  public void close() {
    try (file;
        deflated) {
      if (below != null) {
        below.close();
      }
    }
  }
}
