package dev.casement.hypervisor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The programs that run machines. */
public enum HypervisorKind {
  QEMU,
  VIRTUALBOX;

  /** The id in recipes and on the command line: {@code qemu}, {@code virtualbox}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind with this id, or empty. */
  public static Optional<HypervisorKind> ofId(String id) {
    return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return id();
  }
}
