package dev.casement.media.author;

import dev.casement.files.CompleteFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a medium's image, under a temporary name until it is complete. */
final class MediumWriter {
  /** Writes the medium's bytes to a stream. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private static final int BUFFER = 1 << 16;

  private MediumWriter() {}

  /**
   * Writes a file. An existing file is replaced at the end, and kept if writing fails. Only the
   * owner may read it, if the host supports that, since answer files contain passwords.
   *
   * @throws BuildException HOST if the host cannot write there, or a file to copy cannot be read
   */
  static void write(Path target, Body body) {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      CompleteFile.writePrivate(
          target,
          part -> {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), BUFFER)) {
              body.writeTo(out);
            }
          });
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "cannot write the medium " + target + ": " + e,
          "check for free space and that the directory is writable",
          e);
    }
  }

  /**
   * Copies a file's content, which must be as long as when the medium was laid out.
   *
   * @throws BuildException HOST if it is longer or shorter
   */
  static void copy(MediaFile file, OutputStream out) throws IOException {
    long left = file.size();
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, left))];
    try (InputStream in = file.content().open()) {
      while (left > 0) {
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw changed(file, "now has only " + (file.size() - left));
        }
        out.write(buffer, 0, count);
        left -= count;
      }
      if (in.read() >= 0) {
        throw changed(file, "now has more");
      }
    }
  }

  private static BuildException changed(MediaFile file, String how) {
    return new BuildException(
        Failure.HOST,
        file.path() + " had " + file.size() + " bytes when the medium was begun, but " + how,
        "do not change a build's files while it runs; start it again");
  }
}
