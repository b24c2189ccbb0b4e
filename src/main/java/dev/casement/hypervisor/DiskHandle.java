package dev.casement.hypervisor;

/**
 * A virtual disk that a hypervisor keeps. Only that hypervisor knows where: it may be a file of
 * this host, or a volume of a cloud.
 *
 * @param id what that hypervisor knows it by, in this build and in later ones
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
