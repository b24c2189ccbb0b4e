package dev.casement.pipeline.inspect;

import dev.casement.hypervisor.HypervisorKind;
import dev.casement.windows.DiskBus;

/**
 * Determines the bus that instances of an image boot from: one whose boot driver Windows has bound.
 */
public final class InstanceBus {
  private InstanceBus() {}

  /**
   * The bus for an image that was built with a disk on this one.
   *
   * <p>VirtualBox has no virtio-blk. There, Windows is installed to SATA and sees virtio-scsi on a
   * second disk (docs/virtualbox.md), so it has bound vioscsi and never viostor: on virtio-blk it
   * would stop with INACCESSIBLE_BOOT_DEVICE.
   *
   * @param hypervisor what it was built with
   */
  public static DiskBus of(DiskBus built, HypervisorKind hypervisor) {
    return built == DiskBus.VIRTIO && hypervisor == HypervisorKind.VIRTUALBOX
        ? DiskBus.SCSI
        : built;
  }
}
