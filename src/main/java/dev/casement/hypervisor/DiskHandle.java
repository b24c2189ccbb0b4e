package dev.casement.hypervisor;

/**
 * A virtual disk that a hypervisor keeps. Only the hypervisor knows its location, such as a file of
 * this host or a cloud volume.
 *
 * @param id identifies the disk to the hypervisor, in this build and in later ones
 */
public record DiskHandle(String id) {
  public DiskHandle {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a disk without an id");
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
