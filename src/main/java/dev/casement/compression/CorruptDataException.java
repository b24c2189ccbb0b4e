package dev.casement.compression;

/** Compressed bytes are not what any compressor would have written; the message says how. */
public final class CorruptDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptDataException(String message) {
    super(message);
  }
}
