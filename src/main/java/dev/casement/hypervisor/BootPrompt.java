package dev.casement.hypervisor;

import java.util.Optional;

/**
 * States that a machine's first CD waits for a key before it boots.
 *
 * @param bypass a way to avoid the prompt, if the CD has one
 */
public record BootPrompt(Optional<Bypass> bypass) {
  /**
   * Another boot image on the same CD, which does not prompt. A hypervisor that can present altered
   * bytes of the CD to its guest needs no key.
   *
   * @param position the offset in the CD of the boot image's sector number: four bytes, little
   *     endian
   * @param sector the sector number of the image that does not prompt
   */
  public record Bypass(long position, long sector) {
    public Bypass {
      if (position < 0 || sector < 0 || sector > 0xffff_ffffL) {
        throw new IllegalArgumentException("no boot image: " + sector + " at " + position);
      }
    }
  }
}
