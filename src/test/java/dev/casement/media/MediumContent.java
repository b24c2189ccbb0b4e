package dev.casement.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything on a medium, read through and through: path to digest of the content. */
public final class MediumContent {
  private static final int DEPTH = 20;

  private MediumContent() {}

  public static Map<String, String> of(OpticalMedium medium) {
    Map<String, String> digests = new TreeMap<>();
    add(medium.find("").orElseThrow(), DEPTH, digests);
    return digests;
  }

  public static Map<String, String> of(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return of(medium);
    }
  }

  /** The same of a directory of the host. */
  public static Map<String, String> ofDirectory(Path directory) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
        try (InputStream in = Files.newInputStream(path)) {
          digests.put(directory.relativize(path).toString(), digest(in));
        }
      }
    }
    return digests;
  }

  public static String digest(InputStream in) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[70_001];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void add(MediumEntry directory, int depth, Map<String, String> digests) {
    assertThat(depth).as("depth of %s", directory.path()).isPositive();
    for (MediumEntry entry : directory.entries()) {
      if (entry.isDirectory()) {
        add(entry, depth - 1, digests);
      } else {
        digests.put(entry.path(), digest(entry.file().openStream()));
      }
    }
  }
}
