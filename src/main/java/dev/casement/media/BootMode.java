package dev.casement.media;

/** A firmware that a medium boots on. */
public enum BootMode {
  BIOS,
  UEFI
}
