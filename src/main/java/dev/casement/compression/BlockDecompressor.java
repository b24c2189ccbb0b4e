package dev.casement.compression;

import java.nio.ByteBuffer;

/** Decompresses one block that stands for itself. */
@FunctionalInterface
public interface BlockDecompressor {
  /**
   * Fills an array.
   *
   * @param compressed the block, from its position to its limit
   * @param plain is filled; its length is the block's size before compression
   * @throws CorruptDataException when the block does not give exactly that
   */
  void decompress(ByteBuffer compressed, byte[] plain);
}
