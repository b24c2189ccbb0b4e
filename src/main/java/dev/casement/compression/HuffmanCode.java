package dev.casement.compression;

import java.util.Arrays;

/** A canonical Huffman code: codes ascend by length, and for the same length by symbol. */
final class HuffmanCode {
  private static final int MAX = 16;

  private final int tableBits;
  private final short[] table;
  private final int[] firstCode = new int[MAX + 2];
  private final int[] firstIndex = new int[MAX + 2];
  private final short[] symbols;
  private final byte[] lengths;
  private final int maxLength;

  /**
   * Builds a code from the lengths of its symbols' codes, 16 at most; 0 means no code.
   *
   * @throws CorruptDataException if the lengths make the code oversubscribed or incomplete
   */
  HuffmanCode(byte[] lengths) {
    this.lengths = lengths;
    int[] counts = new int[MAX + 1];
    for (byte length : lengths) {
      counts[length]++;
    }
    counts[0] = 0;
    symbols = new short[lengths.length];
    int longest = 0;
    int code = 0;
    int index = 0;
    for (int length = 1; length <= MAX; length++) {
      code <<= 1;
      firstCode[length] = code;
      firstIndex[length] = index;
      code += counts[length];
      index += counts[length];
      if (counts[length] > 0) {
        longest = length;
      }
      if (code > 1 << length) {
        throw new CorruptDataException("a Huffman code has too many symbols");
      }
    }
    // A code of one symbol is incomplete but valid, and so is an empty code.
    if (longest > 0 && code != 1 << MAX && index > 1) {
      throw new CorruptDataException("a Huffman code has too few symbols");
    }
    maxLength = longest;
    sort(counts);
    tableBits = Math.min(Math.max(longest, 1), 10);
    table = new short[1 << tableBits];
    fill();
  }

  private void sort(int[] counts) {
    int[] next = Arrays.copyOf(firstIndex, MAX + 1);
    for (int symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] > 0) {
        symbols[next[lengths[symbol]]++] = (short) symbol;
      }
    }
    firstIndex[MAX + 1] = firstIndex[MAX] + counts[MAX];
  }

  /** Fills the table of the short codes: an entry is the symbol plus 1, or 0 for longer codes. */
  private void fill() {
    for (int length = 1; length <= tableBits; length++) {
      int first = firstIndex[length];
      for (int i = first; i < firstIndex[length + 1]; i++) {
        int from = (firstCode[length] + i - first) << (tableBits - length);
        Arrays.fill(table, from, from + (1 << (tableBits - length)), (short) (symbols[i] + 1));
      }
    }
  }

  /** Takes the next symbol; {@code need(16)} has been called. */
  int next(WordBits in) {
    int symbol = table[in.peek(tableBits)] - 1;
    if (symbol >= 0) {
      in.skip(lengths[symbol]);
      return symbol;
    }
    int bits = in.peek(MAX);
    for (int length = tableBits + 1; length <= maxLength; length++) {
      int offset = (bits >> (MAX - length)) - firstCode[length];
      if (offset >= 0 && offset < firstIndex[length + 1] - firstIndex[length]) {
        in.skip(length);
        return symbols[firstIndex[length] + offset];
      }
    }
    throw new CorruptDataException("a code that no symbol has");
  }
}
