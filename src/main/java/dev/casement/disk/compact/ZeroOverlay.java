package dev.casement.disk.compact;

import dev.casement.disk.VirtualDisk;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes a qcow2 file without data that reads as its backing file, except for ranges that read as
 * zeros (QEMU, docs/interop/qcow2.rst, version 3).
 *
 * <p>All tables that contain only zeros are shared, so the file of a large empty disk is small.
 */
final class ZeroOverlay {
  private static final int CLUSTER_BITS = 12;
  private static final int CLUSTER = 1 << CLUSTER_BITS;
  private static final int ENTRIES = CLUSTER / 8;
  private static final long COVERED = (long) ENTRIES * CLUSTER;

  private static final int HEADER = 104;
  private static final int BACKING_FORMAT = 0xE279_2ACA;
  private static final int MAX_NAME = 1023;
  private static final int REFCOUNT_BITS_64 = 6;

  private static final long COPIED = 1L << 63;
  private static final long ZERO = 1;

  private final long size;
  private final long[] l1;
  private final long l1At;
  private final long l1Clusters;
  private final FileChannel file;
  private long clusters;
  private long sharedTable;
  private long shares;

  private ZeroOverlay(FileChannel file, long size) {
    this.file = file;
    this.size = size;
    l1 = new long[Math.toIntExact(Math.ceilDiv(size, COVERED))];
    l1At = CLUSTER;
    l1Clusters = Math.ceilDiv(l1.length, ENTRIES);
    clusters = 1 + l1Clusters;
  }

  /**
   * Writes the file.
   *
   * @param below the backing file, which is not opened; of any format that qemu-img reads
   * @param size of the disk below in bytes
   * @param zeros ranges that begin and end with a multiple of {@link FreeSpace#GRANULE}
   * @throws BuildException HOST if it cannot be written
   */
  static void write(Path path, VirtualDisk below, long size, Extents zeros) {
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var overlay = new ZeroOverlay(file, size);
      overlay.writeTables(zeros);
      overlay.writeRest(below);
    } catch (IOException | UncheckedIOException e) {
      throw new BuildException(
          Failure.HOST,
          "the file of free space cannot be written to " + path + ": " + e.getMessage(),
          "check permissions and space there, or choose another place with --work-dir",
          e);
    }
  }

  private void writeTables(Extents zeros) {
    var tables = new Tables();
    zeros.forEach(tables::add);
    tables.write();
  }

  /** Fills one L2 table after the other. */
  private final class Tables {
    private final long[] table = new long[ENTRIES];
    private int number = -1;

    void add(long start, long end) {
      for (long at = start; at < end; ) {
        int of = (int) (at / COVERED);
        if (of != number) {
          write();
          number = of;
        }
        long until = Math.min(end, (of + 1) * COVERED);
        int first = (int) (at % COVERED / CLUSTER);
        Arrays.fill(table, first, first + (int) ((until - at) / CLUSTER), ZERO);
        at = until;
      }
    }

    void write() {
      if (number < 0) {
        return;
      }
      if (Arrays.stream(table).allMatch(entry -> entry == ZERO)) {
        if (shares++ == 0) {
          sharedTable = append(table);
        }
        l1[number] = sharedTable;
      } else {
        l1[number] = append(table) | COPIED;
      }
      Arrays.fill(table, 0);
    }
  }

  private long append(long[] entries) {
    long at = clusters++ * CLUSTER;
    try {
      writeAt(at, entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return at;
  }

  private void writeAt(long at, long[] entries) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 * entries.length);
    bytes.asLongBuffer().put(entries);
    writeAt(at, bytes);
  }

  private void writeAt(long at, ByteBuffer bytes) throws IOException {
    for (long to = at; bytes.hasRemaining(); ) {
      to += file.write(bytes, to);
    }
  }

  /** Writes the reference counts, including their own; the L1 table; the header last. */
  private void writeRest(VirtualDisk below) throws IOException {
    if (shares == 1) {
      int only = 0;
      while (l1[only] != sharedTable) {
        only++;
      }
      l1[only] |= COPIED;
    }
    long blocks = 0;
    long tableClusters = 0;
    while (blocks * ENTRIES < clusters + blocks + tableClusters) {
      blocks++;
      tableClusters = Math.ceilDiv(blocks, ENTRIES);
    }
    long all = clusters + blocks + tableClusters;
    long tableAt = clusters * CLUSTER;
    long blocksAt = tableAt + tableClusters * CLUSTER;
    long[] table = new long[(int) (tableClusters * ENTRIES)];
    for (int block = 0; block < blocks; block++) {
      table[block] = blocksAt + (long) block * CLUSTER;
      long[] counts = new long[ENTRIES];
      for (int i = 0; i < ENTRIES; i++) {
        long cluster = (long) block * ENTRIES + i;
        boolean shared = shares > 0 && cluster * CLUSTER == sharedTable;
        counts[i] = cluster >= all ? 0 : shared ? shares : 1;
      }
      writeAt(table[block], counts);
    }
    writeAt(tableAt, table);
    writeAt(l1At, l1);
    writeAt(0, header(below, tableAt, (int) tableClusters));
  }

  private ByteBuffer header(VirtualDisk below, long tableAt, int tableClusters) throws IOException {
    byte[] name = below.path().toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8);
    if (name.length > MAX_NAME) {
      throw new IOException("the path of the disk has more than " + MAX_NAME + " bytes");
    }
    byte[] format = below.format().id().getBytes(StandardCharsets.US_ASCII);
    int nameAt = HEADER + 8 + Math.ceilDiv(format.length, 8) * 8 + 8;
    ByteBuffer header = ByteBuffer.allocate(CLUSTER);
    header.put("QFI\u00fb".getBytes(StandardCharsets.ISO_8859_1)).putInt(3);
    header.putLong(nameAt).putInt(name.length);
    header.putInt(CLUSTER_BITS).putLong(size);
    header.putInt(0).putInt(l1.length).putLong(l1At);
    header.putLong(tableAt).putInt(tableClusters);
    header.putInt(0).putLong(0); // Snapshots.
    header.putLong(0).putLong(0).putLong(0); // Features.
    header.putInt(REFCOUNT_BITS_64).putInt(HEADER);
    header.putInt(BACKING_FORMAT).putInt(format.length).put(format);
    header.put(nameAt, name);
    return header.position(0).limit(CLUSTER);
  }
}
