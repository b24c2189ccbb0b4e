package dev.casement.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** LZNT1, as NTFS compresses files ([MS-XCA], 2.5). */
public final class Lznt1 implements BlockDecompressor {
  private static final int CHUNK = 4096;
  private static final int COMPRESSED = 0x8000;

  /** Decompresses chunks of 4096 bytes; the rest after the last chunk is zeros. */
  @Override
  public void decompress(ByteBuffer compressed, byte[] plain) {
    ByteBuffer in = compressed.slice().order(ByteOrder.LITTLE_ENDIAN);
    int out = 0;
    while (out < plain.length && in.remaining() >= 2) {
      int header = in.getShort() & 0xffff;
      if (header == 0) {
        break;
      }
      int length = (header & 0xfff) + 1;
      if (length > in.remaining()) {
        throw new CorruptDataException("a chunk of LZNT1 is cut short");
      }
      ByteBuffer chunk = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      in.position(in.position() + length);
      int end = Math.min(out + CHUNK, plain.length);
      int done =
          (header & COMPRESSED) == 0
              ? copy(chunk, plain, out, end)
              : expand(chunk, plain, out, end);
      Arrays.fill(plain, done, end, (byte) 0);
      out = end;
    }
    Arrays.fill(plain, out, plain.length, (byte) 0);
  }

  private static int copy(ByteBuffer chunk, byte[] plain, int start, int end) {
    int count = Math.min(chunk.remaining(), end - start);
    chunk.get(plain, start, count);
    return start + count;
  }

  /** Expands a chunk and returns where its bytes end in {@code plain}. */
  private static int expand(ByteBuffer chunk, byte[] plain, int start, int end) {
    int out = start;
    while (chunk.hasRemaining() && out < end) {
      int flags = chunk.get();
      for (int bit = 0; bit < 8 && chunk.hasRemaining() && out < end; bit++) {
        if ((flags >> bit & 1) == 0) {
          plain[out++] = chunk.get();
        } else {
          out = expandMatch(chunk, plain, start, out, end);
        }
      }
    }
    return out;
  }

  /** The further into the chunk, the more bits encode the distance and the fewer the length. */
  private static int expandMatch(ByteBuffer chunk, byte[] plain, int start, int at, int end) {
    if (chunk.remaining() < 2) {
      throw new CorruptDataException("a match of LZNT1 is cut short");
    }
    int match = chunk.getShort() & 0xffff;
    int lengthBits = 12;
    for (int reach = at - start - 1; reach >= 16; reach >>= 1) {
      lengthBits--;
    }
    int length = (match & (1 << lengthBits) - 1) + 3;
    int distance = (match >> lengthBits) + 1;
    if (distance > at - start) {
      throw new CorruptDataException("a match of LZNT1 begins before its chunk");
    }
    return Matches.copy(plain, at, distance, Math.min(length, end - at));
  }
}
