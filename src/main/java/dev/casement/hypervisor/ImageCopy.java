package dev.casement.hypervisor;

import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.util.List;

/**
 * A disk to be made from an image file of this host.
 *
 * @param image is only read
 * @param size of the disk, at least that of the image; the rest is empty
 * @param changes that the disk has over the image
 */
public record ImageCopy(VirtualDisk image, DataSize size, List<Change> changes) {
  public ImageCopy {
    changes = List.copyOf(changes);
  }

  /**
   * Bytes to replace.
   *
   * @param offset from the start of the disk, a multiple of 512
   * @param content a multiple of 512 bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Change(long offset, byte[] content) {}
}
