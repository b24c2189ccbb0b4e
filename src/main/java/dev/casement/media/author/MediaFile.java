package dev.casement.media.author;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file to put on an authored medium.
 *
 * @param path the path on the medium, relative to the root, such as {@code casement/job.xml}
 * @param size its length in bytes
 * @param content opens it; called once each time a medium is written
 */
public record MediaFile(String path, long size, Content content) {
  /** Where a file's bytes come from. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  public MediaFile {
    if (path.isEmpty() || path.startsWith("/") || path.endsWith("/") || path.contains("//")) {
      throw new IllegalArgumentException("no path on a medium: \"" + path + "\"");
    }
    for (String name : path.split("/", -1)) {
      if (name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException("no path on a medium: \"" + path + "\"");
      }
    }
  }

  public static MediaFile of(String path, byte[] bytes) {
    byte[] copy = bytes.clone();
    return new MediaFile(path, copy.length, () -> new ByteArrayInputStream(copy));
  }

  /** A text file in UTF-8. */
  public static MediaFile ofText(String path, String text) {
    return of(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of the host, streamed when the medium is written. */
  public static MediaFile ofHostFile(String path, Path source) {
    try {
      return new MediaFile(path, Files.size(source), () -> Files.newInputStream(source));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
