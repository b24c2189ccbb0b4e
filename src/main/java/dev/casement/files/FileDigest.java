package dev.casement.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests a file, read once from front to back in pieces, whatever its size. */
public final class FileDigest {
  private static final int PIECE = 1 << 20;

  private FileDigest() {}

  /** Called with the progress after every piece; an exception it throws stops the reading. */
  @FunctionalInterface
  public interface Progress {
    /** Both in bytes; {@code size} is the file's size at the start. */
    void at(long done, long size);
  }

  /** Updates each of the digests with the whole file. */
  public static void update(Path file, Progress progress, MessageDigest... digests)
      throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      long done = 0;
      while (channel.read(piece.clear()) >= 0) {
        piece.flip();
        done += piece.remaining();
        for (MessageDigest digest : digests) {
          digest.update(piece.duplicate());
        }
        progress.at(done, size);
      }
    }
  }

  /** The file's SHA-512, 128 lower-case hexadecimal digits, as Glance states it. */
  public static String sha512(Path file) throws IOException {
    MessageDigest digest = sha512();
    update(file, (done, size) -> {}, digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A digest to be updated piece by piece. */
  public static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }
}
