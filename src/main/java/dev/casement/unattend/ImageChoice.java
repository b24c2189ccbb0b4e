package dev.casement.unattend;

import dev.casement.windows.ImageIndex;

/** The image that Setup installs from the WIM: the {@code MetaData} of OSImage. */
public sealed interface ImageChoice {
  /** {@code /IMAGE/INDEX}. */
  record ByIndex(ImageIndex index) implements ImageChoice {}

  /** {@code /IMAGE/NAME}, compared with the WIM's NAME. */
  record ByName(String name) implements ImageChoice {
    public ByName {
      if (name.isBlank()) {
        throw new IllegalArgumentException("an image name is not blank");
      }
    }
  }
}
