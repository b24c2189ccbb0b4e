package dev.casement.openstack.image;

import static java.util.Objects.requireNonNull;

import dev.casement.files.FileDigest;
import dev.casement.files.Unreadable;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.report.BuildException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * The content of an image to upload.
 *
 * @param size in bytes
 * @param sha512 of the content with the replacements, in lower-case hexadecimal
 * @param replacements bytes in place of the file's
 */
public record ImageContent(
    Path file, long size, String sha512, List<ImageData.Replacement> replacements) {
  public ImageContent {
    replacements = List.copyOf(replacements);
  }

  /** The data, for one try to upload it. */
  public ImageData data() {
    return new ImageData(file, size, replacements);
  }

  /**
   * The SHA-512 of what the file contains now, as far as it would be uploaded.
   *
   * @throws dev.casement.report.BuildException PUBLISH when it cannot be read
   */
  public String actualSha512() {
    try (ImageData data = data()) {
      MessageDigest digest = FileDigest.sha512();
      data.writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      return HexFormat.of().formatHex(digest.digest());
    } catch (UncheckedIOException e) {
      throw unreadable(e);
    } catch (IOException e) {
      throw new UncheckedIOException("a digest takes any data", e);
    }
  }

  /** The failure to read the file. */
  public BuildException unreadable(UncheckedIOException e) {
    return PublishFailures.of(
        Unreadable.why(file, requireNonNull(e.getCause())), "build it again", e);
  }
}
