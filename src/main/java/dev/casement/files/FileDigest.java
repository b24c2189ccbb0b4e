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

  /** Hears how far the reading is, after every piece; what it throws ends the reading. */
  @FunctionalInterface
  public interface Progress {
    /** Both in bytes; {@code size} is what the file had at first. */
    void at(long done, long size);
  }

  /** Feeds all of the file to each of the digests. */
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

  /** The file's SHA-512, 128 lower-case hexadecimal digits, the way Glance states it. */
  public static String sha512(Path file) throws IOException {
    MessageDigest digest = sha512();
    update(file, (done, size) -> {}, digest);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Takes bytes in pieces. */
  public static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-512", e);
    }
  }
}
