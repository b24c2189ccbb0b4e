package dev.casement.windows;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The firmware of a machine, which determines disk layout, setup medium and machine type. */
public enum Firmware {
  BIOS,
  UEFI,
  /** UEFI with Secure Boot enforced and Microsoft's keys enrolled. */
  UEFI_SECURE;

  public boolean isUefi() {
    return this != BIOS;
  }

  /** The id in recipes and on the command line: {@code bios}, {@code uefi}, {@code uefi-secure}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The firmware with this id, or empty. */
  public static Optional<Firmware> ofId(String id) {
    return Arrays.stream(values()).filter(firmware -> firmware.id().equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return id();
  }
}
