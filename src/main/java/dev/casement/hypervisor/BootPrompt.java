package dev.casement.hypervisor;

import java.util.Optional;

/**
 * That a machine's first CD asks for a key before it boots.
 *
 * @param bypass what spares the guest the question, where the CD has it
 */
public record BootPrompt(Optional<Bypass> bypass) {
  /**
   * Another boot image of the same CD, which does not ask. A hypervisor that can show its guest
   * other bytes than the file has needs no key.
   *
   * @param position the byte of the CD at which it stands which image boots: the number of a
   *     sector, in four bytes, little endian
   * @param sector the number for the image that does not ask
   */
  public record Bypass(long position, long sector) {
    public Bypass {
      if (position < 0 || sector < 0 || sector > 0xffff_ffffL) {
        throw new IllegalArgumentException("no boot image: " + sector + " at " + position);
      }
    }
  }
}
