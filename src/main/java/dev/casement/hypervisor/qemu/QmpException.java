package dev.casement.hypervisor.qemu;

import java.io.IOException;

/** QEMU refused a command, did not answer in time, or has ended. */
final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  QmpException(String message) {
    super(message);
  }
}
