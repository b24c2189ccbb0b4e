package dev.casement.disk.image;

import dev.casement.bytes.ByteSource;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteOrder;

/** Decompresses what qcow2 stores as Zstandard frames (RFC 8878). */
final class Zstd {
  private static final long MAGIC = 0xFD2F_B528L;
  private static final int FRAME_START = 5;
  private static final int BLOCK_HEADER = 3;
  private static final int RLE = 1;
  private static final int RESERVED = 3;

  private Zstd() {}

  /**
   * Returns exactly {@code size} bytes; what follows the last frame needed is ignored.
   *
   * <p>QEMU decompresses frame after frame until a cluster is full (block/qcow2-threads.c,
   * qcow2_zstd_decompress), so several frames are valid.
   */
  static byte[] decompress(ByteSource source, long offset, byte[] stored, int size) {
    Fields frames = Fields.of(source, offset, stored, ByteOrder.LITTLE_ENDIAN);
    byte[] plain = new byte[size];
    int done = 0;
    int at = 0;
    while (done < size) {
      int length = frameLength(frames, at);
      try {
        done += new ZstdDecompressor().decompress(stored, at, length, plain, done, size - done);
      } catch (MalformedInputException e) {
        throw DiskException.damaged(source, offset, "a compressed cluster: " + e.getMessage());
      }
      at += length;
    }
    return plain;
  }

  /**
   * The length of a frame: the decompressor refuses the bytes that follow it in the last sector.
   */
  private static int frameLength(Fields frames, int start) {
    if (frames.u32(start) != MAGIC) {
      throw frames.damaged(start, "a compressed cluster has no zstd frame");
    }
    int descriptor = frames.u8(start + 4);
    boolean singleSegment = (descriptor & 0x20) != 0;
    int contentSize = descriptor >> 6;
    int at = start + FRAME_START + (singleSegment ? 0 : 1) + new int[] {0, 1, 2, 4}[descriptor & 3];
    at += contentSize == 0 ? (singleSegment ? 1 : 0) : 1 << contentSize;
    boolean last = false;
    while (!last) {
      int header = frames.u16(at) | frames.u8(at + 2) << 16;
      int type = header >> 1 & 3;
      if (type == RESERVED) {
        throw frames.damaged(at, "a compressed cluster has a block of an unknown type");
      }
      last = (header & 1) != 0;
      at += BLOCK_HEADER + (type == RLE ? 1 : header >> 3);
    }
    return at + ((descriptor & 4) != 0 ? 4 : 0) - start;
  }
}
