package dev.casement.media.author;

import dev.casement.windows.Firmware;
import java.util.Locale;

/** A firmware that a medium boots on. */
public enum BootMode {
  BIOS,
  UEFI;

  /** What a machine with this firmware boots from. */
  public static BootMode of(Firmware firmware) {
    return firmware.isUefi() ? UEFI : BIOS;
  }

  /** The word that recipes have for it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
