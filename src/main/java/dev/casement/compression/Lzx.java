package dev.casement.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * LZX as in WIM files and WOF, with a window of 32 KiB ([MS-PATCH], "LZX DELTA", and wimlib's
 * comments for the differences): blocks are independent, the first repeated distances are 1, and
 * calls are always translated back as for a file of 12,000,000 bytes.
 */
public final class Lzx implements BlockDecompressor {
  private static final int WINDOW = 1 << 15;
  private static final int SLOTS = 30;
  private static final int LITERALS = 256;
  private static final int LENGTHS = 249;
  private static final int PRE = 20;
  private static final int ALIGNED = 8;

  @Override
  public void decompress(ByteBuffer compressed, byte[] plain) {
    if (plain.length > WINDOW) {
      throw new IllegalArgumentException("a block of " + plain.length + " bytes");
    }
    new Stream(new WordBits(compressed), plain).expand();
    translateBack(plain);
  }

  /** The blocks of one window; each inherits code lengths and repeated distances. */
  private static final class Stream {
    private final WordBits in;
    private final byte[] plain;
    private final byte[] mainLengths = new byte[LITERALS + 8 * SLOTS];
    private final byte[] lengthLengths = new byte[LENGTHS];
    private final int[] recent = {1, 1, 1};
    private int out;

    Stream(WordBits in, byte[] plain) {
      this.in = in;
      this.plain = plain;
    }

    void expand() {
      while (out < plain.length) {
        int type = in.take(3);
        int size = in.take(1) == 1 ? WINDOW : in.take(16);
        if (size == 0 || size > plain.length - out) {
          throw new CorruptDataException("an LZX block of " + size + " bytes at " + out);
        }
        switch (type) {
          case 1 -> compressed(out + size, null);
          case 2 -> {
            byte[] lengths = new byte[ALIGNED];
            for (int i = 0; i < ALIGNED; i++) {
              lengths[i] = (byte) in.take(3);
            }
            compressed(out + size, new HuffmanCode(lengths));
          }
          case 3 -> stored(size);
          default -> throw new CorruptDataException("an LZX block of type " + type);
        }
      }
    }

    private void stored(int size) {
      in.skipWord();
      for (int i = 0; i < recent.length; i++) {
        recent[i] = in.i32();
      }
      in.bytes(plain, out, size);
      out += size;
      if (size % 2 != 0 && out < plain.length) {
        in.u8();
      }
    }

    private void compressed(int end, @Nullable HuffmanCode aligned) {
      readLengths(mainLengths, 0, LITERALS);
      readLengths(mainLengths, LITERALS, mainLengths.length);
      readLengths(lengthLengths, 0, LENGTHS);
      HuffmanCode main = new HuffmanCode(mainLengths);
      HuffmanCode lengths = new HuffmanCode(lengthLengths);
      while (out < end) {
        in.need(16);
        int symbol = main.next(in);
        if (symbol < LITERALS) {
          plain[out++] = (byte) symbol;
          continue;
        }
        int length = (symbol & 7) + 2;
        if (length == 9) {
          in.need(16);
          length += lengths.next(in);
        }
        int distance = distance((symbol - LITERALS) >> 3, aligned);
        if (length > end - out) {
          throw new CorruptDataException("a match continues past its LZX block");
        }
        out = Matches.copy(plain, out, distance, length);
      }
    }

    /**
     * Slots 0 to 2 repeat one of the last three distances; the others encode the distance plus 2.
     */
    private int distance(int slot, @Nullable HuffmanCode aligned) {
      if (slot < 3) {
        int repeated = recent[slot];
        recent[slot] = recent[0];
        recent[0] = repeated;
        return repeated;
      }
      int extra = slot < 4 ? 0 : slot / 2 - 1;
      int base = slot < 4 ? slot : (2 + slot % 2) << extra;
      int more;
      if (aligned != null && extra >= 3) {
        more = in.take(extra - 3) << 3;
        in.need(16);
        more |= aligned.next(in);
      } else {
        more = in.take(extra);
      }
      recent[2] = recent[1];
      recent[1] = recent[0];
      recent[0] = base + more - 2;
      return recent[0];
    }

    /** Code lengths are recorded as differences from the previous block's, in their own code. */
    private void readLengths(byte[] lengths, int from, int to) {
      byte[] pre = new byte[PRE];
      for (int i = 0; i < PRE; i++) {
        pre[i] = (byte) in.take(4);
      }
      HuffmanCode code = new HuffmanCode(pre);
      for (int at = from; at < to; ) {
        in.need(16);
        int symbol = code.next(in);
        if (symbol < 17) {
          lengths[at] = difference(lengths[at], symbol);
          at++;
          continue;
        }
        int run =
            switch (symbol) {
              case 17 -> 4 + in.take(4);
              case 18 -> 20 + in.take(5);
              default -> 4 + in.take(1);
            };
        byte length = 0;
        if (symbol == 19) {
          in.need(16);
          int shorter = code.next(in);
          if (shorter > 16) {
            throw new CorruptDataException("a run of LZX code lengths has no length");
          }
          length = difference(lengths[at], shorter);
        }
        int end = Math.min(at + run, to);
        Arrays.fill(lengths, at, end, length);
        at = end;
      }
    }

    private static byte difference(byte before, int symbol) {
      return (byte) ((before - symbol + 17) % 17);
    }
  }

  /** Makes the targets of x86 calls relative again; the last ten bytes were not translated. */
  private static void translateBack(byte[] plain) {
    int file = 12_000_000;
    ByteBuffer bytes = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < plain.length - 10; at++) {
      if (plain[at] != (byte) 0xe8) {
        continue;
      }
      int target = bytes.getInt(at + 1);
      if (target >= -at && target < file) {
        bytes.putInt(at + 1, target >= 0 ? target - at : target + file);
      }
      at += 4;
    }
  }
}
