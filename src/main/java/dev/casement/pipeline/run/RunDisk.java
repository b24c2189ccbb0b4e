package dev.casement.pipeline.run;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Hypervisor;

/** The disk of a VM run; closing it deletes the disk, unless it was kept by then. */
final class RunDisk implements AutoCloseable {
  private final Hypervisor hypervisor;
  private final DiskHandle handle;
  private volatile boolean kept;

  RunDisk(Hypervisor hypervisor, DiskHandle handle) {
    this.hypervisor = hypervisor;
    this.handle = handle;
  }

  DiskHandle handle() {
    return handle;
  }

  /** Says that the disk belongs to a checkpoint now. */
  void kept() {
    kept = true;
  }

  @Override
  public void close() {
    if (!kept) {
      hypervisor.deleteDisk(handle);
    }
  }
}
