package dev.casement.compression;

import java.nio.ByteBuffer;

/** Decompresses blocks that are independent of each other. */
@FunctionalInterface
public interface BlockDecompressor {
  /**
   * Decompresses a block into an array.
   *
   * @param compressed the block, from its position to its limit
   * @param plain is filled; its length is the block's size before compression
   * @throws CorruptDataException if the block does not decompress to exactly that size
   */
  void decompress(ByteBuffer compressed, byte[] plain);
}
