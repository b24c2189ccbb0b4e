package dev.casement.hypervisor;

import dev.casement.disk.VirtualDisk;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What hypervisors of tests have in common; one that is not meant to start anything may not. */
public abstract class StubHypervisor implements Hypervisor {
  private final HypervisorKind kind;

  protected StubHypervisor(HypervisorKind kind) {
    this.kind = kind;
  }

  @Override
  public final HypervisorKind kind() {
    return kind;
  }

  @Override
  public Engine engine() {
    return new Engine("a fake", "1.0", Optional.empty());
  }

  @Override
  public Readiness readiness() {
    throw new AssertionError("nobody is to ask");
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DataSize size) {
    throw new AssertionError("no disk is to be made");
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
    throw new AssertionError("no disk is to be made");
  }

  @Override
  public DiskHandle createDisk(
      String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
    throw new AssertionError("no disk is to be made");
  }

  @Override
  public DiskHandle keepDisk(DiskHandle disk, Path directory) {
    throw new AssertionError("no disk is to be kept");
  }

  @Override
  public boolean owns(DiskHandle disk) {
    return true;
  }

  @Override
  public DiskHandle importDisk(VirtualDisk file) {
    throw new AssertionError("no disk is to be made");
  }

  @Override
  public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
    throw new AssertionError("no disk is to be read");
  }

  @Override
  public void deleteDisk(DiskHandle disk) {
    throw new AssertionError("no disk is to be deleted");
  }

  @Override
  public MediumHandle importMedium(Path image, Sharing sharing) {
    throw new AssertionError("no medium is to be made");
  }

  @Override
  public void deleteMedium(MediumHandle medium) {
    throw new AssertionError("no medium is to be deleted");
  }

  @Override
  public Optional<Scripting> scripting() {
    return Optional.empty();
  }

  @Override
  public boolean awaitsKey(BootPrompt prompt) {
    return true;
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    throw new AssertionError("no machine is to be started");
  }
}
