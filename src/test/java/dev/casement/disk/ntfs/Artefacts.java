package dev.casement.disk.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** What Windows itself wrote, in the folder {@code shared} beside the checkout. */
public final class Artefacts {
  /** The JUnit tag of tests that need the folder. */
  public static final String TAG = "artefacts";

  private Artefacts() {}

  /** A file of the folder; without the folder, the test fails and says what it did not check. */
  public static Path path(String name) {
    Path path = Path.of("../shared/artefacts").resolve(name).toAbsolutePath().normalize();
    assertThat(path)
        .as(
            "NOT CHECKED against what Windows wrote: there is no folder shared/artefacts beside the"
                + " checkout; -Dexcluded.groups=slow,guest,artefacts leaves these tests out")
        .exists();
    return path;
  }

  /** A file of the folder that xz compressed, unpacked to {@code to}. */
  public static Path unpack(String name, Path to) {
    try {
      Process xz =
          new ProcessBuilder("xz", "-dc", path(name).toString())
              .redirectOutput(to.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      xz.getOutputStream().close();
      assertThat(xz.waitFor()).as("xz -dc %s", name).isZero();
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The content of a file of the folder that xz compressed. */
  public static byte[] unpacked(String name) {
    try {
      Path to = Files.createTempFile("casement-artefact", "");
      try {
        return Files.readAllBytes(unpack(name, to));
      } finally {
        Files.delete(to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(path(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A digest in lower-case hexadecimal digits. */
  public static String digest(String algorithm, byte[] of) {
    try {
      return HexFormat.of()
          .formatHex(java.security.MessageDigest.getInstance(algorithm).digest(of));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
