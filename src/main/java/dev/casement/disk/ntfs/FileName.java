package dev.casement.disk.ntfs;

import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;

/** A name of a file, as in its record and in the index of its directory. */
record FileName(FileReference parent, String name, boolean shortOnly) {
  private static final int DOS = 2;

  static FileName read(Fields value) {
    return new FileName(
        FileReference.of(value.bits64(0)),
        value.text(66, 2 * value.u8(64), StandardCharsets.UTF_16LE),
        value.u8(65) == DOS);
  }
}
