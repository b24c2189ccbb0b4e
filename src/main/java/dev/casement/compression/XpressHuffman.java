package dev.casement.compression;

import java.nio.ByteBuffer;

/** XPRESS with Huffman codes, "LZ77+Huffman" ([MS-XCA], 2.1 and 2.2). */
public final class XpressHuffman implements BlockDecompressor {
  private static final int BLOCK = 1 << 16;
  private static final int SYMBOLS = 512;

  @Override
  public void decompress(ByteBuffer compressed, byte[] plain) {
    WordBits in = new WordBits(compressed);
    int out = 0;
    while (out < plain.length) {
      // Words that were read ahead are discarded at the end of a block.
      in.forget();
      HuffmanCode code = code(in);
      int end = Math.min(out + BLOCK, plain.length);
      in.need(16);
      while (out < end) {
        int symbol = code.next(in);
        in.need(16);
        if (symbol < 256) {
          plain[out++] = (byte) symbol;
        } else {
          out = match(symbol - 256, in, plain, out);
        }
      }
    }
  }

  private static HuffmanCode code(WordBits in) {
    byte[] lengths = new byte[SYMBOLS];
    for (int i = 0; i < SYMBOLS; i += 2) {
      int pair = in.u8();
      lengths[i] = (byte) (pair & 0xf);
      lengths[i + 1] = (byte) (pair >> 4);
    }
    return new HuffmanCode(lengths);
  }

  private static int match(int symbol, WordBits in, byte[] plain, int at) {
    int length = symbol & 0xf;
    if (length == 0xf) {
      length = in.u8() + 0xf;
      if (length == 0xff + 0xf) {
        length = in.u16();
        if (length == 0) {
          length = in.i32();
        }
        if (length < 0xf) {
          throw new CorruptDataException("a long match is too short");
        }
      }
    }
    int distanceBits = symbol >> 4;
    int distance = (1 << distanceBits) + in.peek(distanceBits);
    in.skip(distanceBits);
    in.need(16);
    if (length > plain.length - at - 3) {
      throw new CorruptDataException("a match continues past the end");
    }
    return Matches.copy(plain, at, distance, length + 3);
  }
}
