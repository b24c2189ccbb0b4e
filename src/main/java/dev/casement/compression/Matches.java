package dev.casement.compression;

/** Copies a match from the bytes already decompressed. */
final class Matches {
  private Matches() {}

  /**
   * Copies from {@code distance} bytes back; source and target may overlap.
   *
   * @return the position after the copy
   * @throws CorruptDataException if the match begins before the array or ends past it
   */
  static int copy(byte[] plain, int at, int distance, int length) {
    if (distance <= 0 || distance > at || length > plain.length - at) {
      throw new CorruptDataException(
          "a match of " + length + " bytes, " + distance + " back, at " + at);
    }
    if (distance >= length) {
      System.arraycopy(plain, at - distance, plain, at, length);
    } else {
      for (int i = at; i < at + length; i++) {
        plain[i] = plain[i - distance];
      }
    }
    return at + length;
  }
}
