package dev.casement.pipeline.inspect;

import dev.casement.hypervisor.HypervisorKind;
import dev.casement.windows.DiskBus;

/**
 * Determines the bus that instances of an image boot from: one whose boot driver Windows has bound.
 */
public final class InstanceBus {
  private InstanceBus() {}

  /** The bus for an image that was built */
  public static DiskBus of(DiskBus built, HypervisorKind hypervisor) {
    return built == DiskBus.VIRTIO && hypervisor == HypervisorKind.VIRTUALBOX
        ? DiskBus.SCSI
        : built;
  }
}
