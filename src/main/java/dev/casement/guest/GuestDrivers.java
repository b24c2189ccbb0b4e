package dev.casement.guest;

/** What run install installs from the driver medium. */
public enum GuestDrivers {
  /** Nothing: there is no driver medium. */
  NONE,
  /** All VirtIO drivers for the release and architecture. */
  DRIVERS,
  /** The drivers, and the QEMU guest agent if the medium has it. */
  DRIVERS_AND_GUEST_AGENT
}
