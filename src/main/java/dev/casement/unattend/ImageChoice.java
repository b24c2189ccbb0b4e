package dev.casement.unattend;

import dev.casement.windows.ImageIndex;

/** Which image of the install medium's WIM Setup installs: the {@code MetaData} of OSImage. */
public sealed interface ImageChoice {
  /** {@code /IMAGE/INDEX}. */
  record ByIndex(ImageIndex index) implements ImageChoice {}

  /** {@code /IMAGE/NAME}, compared with the image's NAME in the WIM. */
  record ByName(String name) implements ImageChoice {
    public ByName {
      if (name.isBlank()) {
        throw new IllegalArgumentException("an image name is not blank");
      }
    }
  }
}
