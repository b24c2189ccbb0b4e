package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.bytes.PiecewiseSource;
import dev.casement.compression.BlockDecompressor;
import dev.casement.compression.CorruptDataException;
import dev.casement.compression.Lzx;
import dev.casement.compression.XpressHuffman;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Recent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The content of a file that WOF compressed into the stream {@code WofCompressedData}
 * (libyal/libfsntfs, "Windows Overlay Filter"): a table of the chunks' offsets, except the first,
 * from the end of the table; then the chunks.
 */
final class WofBytes implements PiecewiseSource {
  private static final int KEPT = 8;

  private final ByteSource stored;
  private final long size;
  private final int chunkSize;
  private final int entrySize;
  private final BlockDecompressor decompressor;
  private final Recent<byte[]> chunks = new Recent<>(KEPT);

  /**
   * Takes a compressed stream.
   *
   * @param size of the content in bytes
   * @param algorithm as the reparse point records it
   * @throws DiskException UNSUPPORTED if the algorithm is unknown
   */
  WofBytes(ByteSource stored, long size, long algorithm) {
    this.stored = stored;
    this.size = size;
    if (algorithm < 0 || algorithm > 3) {
      throw DiskException.unsupported(
          stored.name(), "it is compressed by WOF, algorithm " + algorithm);
    }
    chunkSize = new int[] {4 << 10, 32 << 10, 8 << 10, 16 << 10}[(int) algorithm];
    decompressor = algorithm == 1 ? new Lzx() : new XpressHuffman();
    entrySize = size < 1L << 32 ? 4 : 8;
  }

  @Override
  public String name() {
    return stored.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int readPiece(long at, int most, ByteBuffer to) {
    int within = (int) (at % chunkSize);
    int count = Math.min(most, chunkSize - within);
    to.put(chunks.get(at / chunkSize, this::chunk), within, count);
    return count;
  }

  private byte[] chunk(long number) {
    long last = (size - 1) / chunkSize;
    long table = last * entrySize;
    long begin = number == 0 ? 0 : entry(number - 1);
    long end = number == last ? stored.size() - table : entry(number);
    int plainSize = (int) Math.min(chunkSize, size - number * chunkSize);
    long length = end - begin;
    if (length <= 0 || length > plainSize) {
      throw DiskException.damaged(
          stored, table + begin, "a chunk of " + length + " bytes for " + plainSize);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    Fields.readFully(stored, table + begin, bytes, "a compressed chunk");
    if (length == plainSize) {
      return bytes.array();
    }
    byte[] plain = new byte[plainSize];
    try {
      decompressor.decompress(bytes.flip(), plain);
    } catch (CorruptDataException e) {
      throw DiskException.damaged(stored, table + begin, String.valueOf(e.getMessage()));
    }
    return plain;
  }

  private long entry(long index) {
    Fields entry =
        Fields.read(
            stored, index * entrySize, entrySize, ByteOrder.LITTLE_ENDIAN, "the table of chunks");
    return entrySize == 4 ? entry.u32(0) : entry.u64(0);
  }
}
