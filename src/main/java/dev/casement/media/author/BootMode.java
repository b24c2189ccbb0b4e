package dev.casement.media.author;

import dev.casement.windows.Firmware;
import java.util.Locale;

/** The firmware that a medium can be booted with. */
public enum BootMode {
  BIOS,
  UEFI;

  /** The boot mode of a machine with this firmware. */
  public static BootMode of(Firmware firmware) {
    return firmware.isUefi() ? UEFI : BIOS;
  }

  /** The name in recipes. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
