package dev.casement.openstack.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
  /** More than two pieces, and no multiple of one. */
  private static final int SIZE = (600 << 10) + 1;

  @TempDir Path directory;

  @Test
  void writesTheFileAndCountsItsBytes() throws IOException {
    byte[] bytes = bytes();
    ImageData data = new ImageData(file(bytes), SIZE);

    assertThat(data.isSent()).isFalse();
    assertThat(written(data)).isEqualTo(bytes);
    assertThat(data.sent()).isEqualTo(SIZE);
    assertThat(data.isSent()).isTrue();
  }

  @Test
  void writesReplacementsWhereverPiecesBegin() throws IOException {
    byte[] bytes = bytes();
    Path file = file(bytes);
    byte[] other = new byte[1000];
    new Random(8).nextBytes(other);
    for (int offset : List.of(0, (256 << 10) - 500, SIZE - 1000)) {
      byte[] expected = bytes.clone();
      System.arraycopy(other, 0, expected, offset, other.length);

      assertThat(
              written(new ImageData(file, SIZE, List.of(new ImageData.Replacement(offset, other)))))
          .isEqualTo(expected);
    }
  }

  @Test
  void aFileThatHasBecomeShorterIsNotSentAsIfItWereWhole() throws IOException {
    ImageData data = new ImageData(file(bytes()), SIZE + 7);

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> written(data))
        .withMessageContaining("ends after 614401 of 614408 bytes");
    assertThat(data.isSent()).isFalse();
  }

  @Test
  void aFileThatHasBecomeLongerIsSentAsFarAsItWasAnnounced() throws IOException {
    byte[] bytes = bytes();
    Path file = file(bytes);
    Files.write(file, new byte[100], StandardOpenOption.APPEND);

    assertThat(written(new ImageData(file, SIZE))).isEqualTo(bytes);
  }

  @Test
  void writesNothingMoreWhenItIsClosed() throws IOException {
    ImageData data = new ImageData(file(bytes()), SIZE);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    OutputStream closing =
        new OutputStream() {
          @Override
          public void write(int one) {
            throw new AssertionError("written in pieces");
          }

          @Override
          public void write(byte[] piece, int offset, int length) {
            written.write(piece, offset, length);
            data.close();
          }
        };

    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> data.writeTo(closing));
    assertThat(written.size()).isEqualTo(256 << 10);
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("image.qcow2"), bytes);
  }

  private static byte[] written(ImageData data) throws IOException {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    data.writeTo(written);
    return written.toByteArray();
  }
}
