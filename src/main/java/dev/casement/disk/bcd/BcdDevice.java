package dev.casement.disk.bcd;

import java.util.Optional;
import java.util.UUID;

/** A device that a boot application uses, as bcdedit's page "Device types" distinguishes them. */
public sealed interface BcdDevice {
  /** The device that the boot manager was started from. */
  record Boot() implements BcdDevice {}

  /** A partition of a disk with an MBR. */
  record MbrPartition(long diskSignature, long offset) implements BcdDevice {}

  /** A partition of a disk with a GPT. */
  record GptPartition(UUID disk, UUID partition) implements BcdDevice {}

  /** A file that is loaded into memory as a disk. */
  record Ramdisk(Optional<BcdDevice> parent, String path) implements BcdDevice {}

  /** A file that is used as a device. */
  record File(Optional<BcdDevice> parent, String path) implements BcdDevice {}

  /** A virtual hard disk in a file. */
  record Vhd(BcdDevice parent) implements BcdDevice {}

  /**
   * The device on which something is found.
   *
   * @param element the type of the element that holds the path to find; 0 if {@code path} does
   * @param parent where to look; empty for everywhere
   */
  record Locate(int element, String path, Optional<BcdDevice> parent) implements BcdDevice {}

  /** Another device, such as one on the network. */
  record Other(long type, long localType) implements BcdDevice {}
}
