package dev.casement.disk.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.bytes.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Content of disks, and reading it whole. */
public final class Disks {
  private Disks() {}

  /** Bytes with long runs of zeros, runs that compress and runs that do not. */
  static byte[] content(int size, long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[size];
    for (int at = 0; at < size; at += 32_768) {
      byte[] piece = new byte[Math.min(32_768, size - at)];
      switch (random.nextInt(4)) {
        case 0 -> random.nextBytes(piece);
        case 1 -> java.util.Arrays.fill(piece, (byte) (1 + random.nextInt(200)));
        default -> {}
      }
      System.arraycopy(piece, 0, bytes, at, piece.length);
    }
    return bytes;
  }

  static Path write(Path path, byte[] content) {
    try {
      return Files.write(path, content);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Reads a source whole, in pieces of uneven sizes. */
  public static byte[] read(ByteSource source) {
    byte[] all = new byte[Math.toIntExact(source.size())];
    int step = 1;
    for (int at = 0; at < all.length; step = step % 70_000 + 13_579) {
      int count = Math.min(step, all.length - at);
      assertThat(source.read(at, ByteBuffer.wrap(all, at, count))).isEqualTo(count);
      at += count;
    }
    assertThat(source.read(all.length, ByteBuffer.allocate(1))).isEqualTo(-1);
    return all;
  }
}
