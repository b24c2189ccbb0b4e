package dev.casement.disk.registry;

/**
 * The hash that guards the entries of a log (regf, "Log entries", notes 1 to 3), fed with whole
 * 32-bit numbers.
 *
 * <p>Algorithm: Marvin32 as .NET publishes it (dotnet/runtime, System/Marvin.cs), with the seed
 * that regf names and a result of 64 bits.
 */
final class Marvin32 {
  // The halves of one number, which regf prints with its highest byte first.
  private static final int SEED_HIGH = 0x82ef_4d88;
  private static final int SEED_LOW = 0x7a4e_55c5;

  /** What ends a message whose length is a multiple of four. */
  private static final int PADDING = 0x80;

  private int low = SEED_LOW;
  private int high = SEED_HIGH;

  void add(int number) {
    low += number;
    mix();
  }

  /** The hash of what was added; nothing can be added after it. */
  long end() {
    add(PADDING);
    mix();
    return (long) high << 32 | (low & 0xffff_ffffL);
  }

  private void mix() {
    high ^= low;
    low = Integer.rotateLeft(low, 20) + high;
    high = Integer.rotateLeft(high, 9) ^ low;
    low = Integer.rotateLeft(low, 27) + high;
    high = Integer.rotateLeft(high, 19);
  }
}
