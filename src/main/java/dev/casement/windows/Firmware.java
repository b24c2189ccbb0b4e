package dev.casement.windows;

import java.util.Locale;

/** What a machine boots with: it decides disk layout, setup medium and machine type. */
public enum Firmware {
  BIOS,
  UEFI,
  /** UEFI with Secure Boot enforced and Microsoft's keys enrolled. */
  UEFI_SECURE;

  public boolean isUefi() {
    return this != BIOS;
  }

  /**
   * The word in recipes and on the command line: {@code bios}, {@code uefi}, {@code uefi-secure}.
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return id();
  }
}
