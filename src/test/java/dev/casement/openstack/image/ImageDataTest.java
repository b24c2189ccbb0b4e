package dev.casement.openstack.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDataTest {
  @TempDir Path directory;

  @Test
  void theEndStaysTheEndHoweverOftenItIsAskedFor() throws IOException {
    byte[] bytes = new byte[600 << 10];
    new Random(7).nextBytes(bytes);
    ImageData data =
        new ImageData(Files.write(directory.resolve("image.qcow2"), bytes), bytes.length);

    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    Iterator<byte[]> pieces = data.pieces();
    while (pieces.hasNext()) {
      sent.write(pieces.next());
    }

    assertThat(pieces.hasNext()).isFalse();
    assertThat(pieces.hasNext()).isFalse();
    assertThat(sent.toByteArray()).isEqualTo(bytes);
    assertThat(data.isSent()).isTrue();
  }

  @Test
  void givesNothingMoreWhenItIsClosed() throws IOException {
    byte[] bytes = new byte[600 << 10];
    ImageData data =
        new ImageData(Files.write(directory.resolve("image.qcow2"), bytes), bytes.length);
    Iterator<byte[]> pieces = data.pieces();
    pieces.next();

    data.close();

    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(pieces::next);
  }
}
