package dev.casement.compression;

/** Compressed data is invalid; the message says why. */
public final class CorruptDataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CorruptDataException(String message) {
    super(message);
  }
}
