package dev.casement.hypervisor;

/**
 * The image of a CD or floppy that a hypervisor can put into a machine's drive. Only that
 * hypervisor knows where: it may be a file of this host, or a volume of a cloud.
 *
 * @param id what that hypervisor knows it by
 */
public record MediumHandle(String id) {
  public MediumHandle {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a medium without an id");
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
