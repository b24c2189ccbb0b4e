package dev.casement.guest;

/** What run install takes from the driver medium. */
public enum GuestDrivers {
  /** There is no driver medium. */
  NONE,
  /** All VirtIO drivers there are for the release and architecture. */
  DRIVERS,
  /** The drivers, and the QEMU guest agent where the medium has it. */
  DRIVERS_AND_GUEST_AGENT
}
