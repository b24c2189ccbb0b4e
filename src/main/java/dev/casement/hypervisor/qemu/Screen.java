package dev.casement.hypervisor.qemu;

import dev.casement.files.CompleteFile;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;

/** Screenshots of a machine, as PNG files. */
final class Screen {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LARGEST_SIDE = 16_384;

  private final Qmp qmp;
  private volatile boolean writesPng = true;

  Screen(Qmp qmp) {
    this.qmp = qmp;
  }

  /** Writes a screenshot to this file, which appears only when complete. */
  void write(Path png) throws IOException, InterruptedException {
    CompleteFile.<InterruptedException>writePassing(png.toAbsolutePath(), this::dump);
  }

  private void dump(Path file) throws IOException, InterruptedException {
    if (writesPng) {
      try {
        qmp.execute("screendump", Map.of("filename", file.toString(), "format", "png"), PATIENCE);
        return;
      } catch (QmpException e) {
        // QEMU supports PNG since 7.1, and only if built with it.
        dumpPpm(file);
        writesPng = false;
        return;
      }
    }
    dumpPpm(file);
  }

  private void dumpPpm(Path file) throws IOException, InterruptedException {
    qmp.execute("screendump", Map.of("filename", file.toString()), PATIENCE);
    convertPpm(file);
  }

  /** Converts a binary PPM with 8 bits a channel, as QEMU writes it, to a PNG in place. */
  static void convertPpm(Path file) throws IOException {
    BufferedImage image;
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      image = readPpm(new DataInputStream(stream));
    }
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("this Java cannot write PNG");
    }
  }

  private static BufferedImage readPpm(DataInputStream in) throws IOException {
    if (in.read() != 'P' || in.read() != '6') {
      throw new IOException("not a binary PPM");
    }
    int width = number(in);
    int height = number(in);
    if (number(in) != 255 || width < 1 || width > LARGEST_SIDE || height > LARGEST_SIDE) {
      throw new IOException("not a PPM of a screen");
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    byte[] row = new byte[3 * width];
    for (int y = 0; y < height; y++) {
      in.readFully(row);
      for (int x = 0; x < width; x++) {
        int red = row[3 * x] & 0xff;
        int green = row[3 * x + 1] & 0xff;
        int blue = row[3 * x + 2] & 0xff;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }

  /** Reads a decimal number, the white space before it, and one white-space character after it. */
  private static int number(InputStream in) throws IOException {
    int c = in.read();
    while (Character.isWhitespace(c)) {
      c = in.read();
    }
    int value = 0;
    while (c >= '0' && c <= '9' && value <= LARGEST_SIDE) {
      value = 10 * value + (c - '0');
      c = in.read();
    }
    return value;
  }
}
