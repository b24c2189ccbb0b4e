package dev.casement.pipeline.setup;

import dev.casement.hypervisor.ImageCopy.Change;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.verify.BaseImage.AnswerFilePlace;
import dev.casement.verify.BaseImage.Part;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Writes an answer file over the one that a disk has, with exactly its length: what the new one
 * lacks are empty lines at its end. So neither the file system's structures nor its journal change.
 */
final class AnswerFileInPlace {
  private static final int SECTOR = 512;

  private AnswerFileInPlace() {}

  /**
   * The bytes of the disk to replace.
   *
   * @throws BuildException MEDIA if the answer file is longer than the one that it replaces
   */
  static List<Change> changes(AnswerFilePlace place, String answerFile) {
    byte[] text = answerFile.getBytes(StandardCharsets.UTF_8);
    if (text.length > place.size()) {
      throw new BuildException(
          Failure.MEDIA,
          String.format(
              Locale.ROOT,
              "media.base: %s of the image has %d bytes, but the answer file that replaces it has %d",
              place.path(),
              place.size(),
              text.length),
          "generalize the image with a longer answer file, for example with comments in it");
    }
    byte[] content = Arrays.copyOf(text, Math.toIntExact(place.size()));
    Arrays.fill(content, text.length, content.length, (byte) '\n');
    return spread(content, place.parts());
  }

  /** What follows the file in its last sector belongs to nothing. */
  private static List<Change> spread(byte[] content, List<Part> parts) {
    int sectors = Math.ceilDiv(content.length, SECTOR) * SECTOR;
    ByteBuffer left = ByteBuffer.wrap(Arrays.copyOf(content, sectors));
    List<Change> changes = new ArrayList<>();
    for (Part part : parts) {
      byte[] piece = new byte[(int) Math.min(part.length(), left.remaining())];
      if (piece.length > 0) {
        left.get(piece);
        changes.add(new Change(part.offset(), piece));
      }
    }
    if (left.hasRemaining()) {
      throw new IllegalArgumentException("the parts have no room for " + content.length + " bytes");
    }
    return changes;
  }
}
