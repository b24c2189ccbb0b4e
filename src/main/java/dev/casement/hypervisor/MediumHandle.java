package dev.casement.hypervisor;

/**
 * The image of a CD or floppy that a hypervisor can put into a machine's drive. Only the hypervisor
 * knows its location, such as a file of this host or a cloud volume.
 *
 * @param id identifies the medium to the hypervisor
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
