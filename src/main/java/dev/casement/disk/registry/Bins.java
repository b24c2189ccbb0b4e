package dev.casement.disk.registry;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Recent;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** The hive bins with their cells, read in blocks on demand; a few hundred blocks are cached. */
final class Bins {
  private static final int BLOCK = 4096;
  private static final int KEPT = 512;
  private static final int BIN_HEADER = 32;
  private static final int CELL_HEADER = 4;

  private final ByteSource hive;
  private final ReplayedPages pages;
  private final long size;
  private final long root;
  private final int minorVersion;
  private final Map<Long, Long> owners = new HashMap<>();
  private final Recent<byte[]> blocks = new Recent<>(KEPT);

  Bins(ByteSource hive, LogReplay replay) {
    this.hive = hive;
    this.pages = replay.pages();
    this.size = replay.binsSize();
    this.root = replay.base().root();
    this.minorVersion = replay.base().minorVersion();
  }

  long size() {
    return size;
  }

  /** Where the root key is. */
  long root() {
    return root;
  }

  int minorVersion() {
    return minorVersion;
  }

  /**
   * Reads the beginning of a cell's content, which comes after the cell's size.
   *
   * @throws DiskException if there is no allocated cell at the offset, or it is shorter
   */
  Fields cell(long offset, int length) {
    int available = contentLength(offset);
    if (length > available) {
      throw damaged(offset, "a structure of " + length + " bytes in a cell of " + available);
    }
    byte[] bytes = new byte[length];
    read(offset + CELL_HEADER, bytes);
    return fields(offset + CELL_HEADER, bytes);
  }

  /**
   * Records that a cell belongs to another one. Otherwise, a million keys or values of a hostile
   * hive could share one large cell, which would be read a million times.
   *
   * @throws DiskException if it already belongs to a different one
   */
  void claim(long offset, long owner) {
    Long other = owners.putIfAbsent(offset, owner);
    if (other != null && other != owner) {
      throw damaged(offset, "a cell that is used twice");
    }
  }

  DiskException damaged(long offset, String what) {
    return DiskException.damaged(hive, BaseBlock.SIZE + offset, what);
  }

  /** Bytes at an offset of the hive bins, or that belong to the structure there. */
  Fields fields(long offset, byte[] bytes) {
    return Fields.of(hive, BaseBlock.SIZE + offset, bytes, LITTLE_ENDIAN);
  }

  void read(long offset, byte[] to) {
    int done = 0;
    while (done < to.length) {
      long at = offset + done;
      int inBlock = (int) (at % BLOCK);
      int count = Math.min(BLOCK - inBlock, to.length - done);
      System.arraycopy(blocks.get(at / BLOCK, this::load), inBlock, to, done, count);
      done += count;
    }
  }

  /** How long the content of the cell at an offset is (regf, "Cell"). */
  private int contentLength(long offset) {
    if (offset < BIN_HEADER || offset % 8 != 0 || offset > size - 8) {
      throw damaged(offset, "no cell can be there");
    }
    byte[] header = new byte[CELL_HEADER];
    read(offset, header);
    int signed = (int) fields(offset, header).u32(0);
    if (signed >= 0) {
      throw damaged(offset, "a cell that is not allocated");
    }
    long length = -(long) signed;
    if (length % 8 != 0 || length > size - offset) {
      throw damaged(offset, "a cell of " + length + " bytes");
    }
    return (int) (length - CELL_HEADER);
  }

  private byte[] load(long number) {
    byte[] block = new byte[BLOCK];
    hive.read(BaseBlock.SIZE + number * BLOCK, ByteBuffer.wrap(block));
    pages.overlay(number * BLOCK, block);
    return block;
  }
}
