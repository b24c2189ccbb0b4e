package dev.casement.cli.web;

import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Progress;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Scripting;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A hypervisor whose machines can be looked at while a build uses them. */
final class WatchedHypervisor implements Hypervisor {
  private final Hypervisor hypervisor;
  private final Consumer<WatchedMachine> onStart;

  WatchedHypervisor(Hypervisor hypervisor, Consumer<WatchedMachine> onStart) {
    this.hypervisor = hypervisor;
    this.onStart = onStart;
  }

  @Override
  public VirtualMachine start(MachineSpec machine, Path logDirectory) {
    WatchedMachine watched = new WatchedMachine(hypervisor.start(machine, logDirectory));
    onStart.accept(watched);
    return watched;
  }

  @Override
  public Hypervisor reportingTo(Progress progress) {
    return new WatchedHypervisor(hypervisor.reportingTo(progress), onStart);
  }

  @Override
  public HypervisorKind kind() {
    return hypervisor.kind();
  }

  @Override
  public Engine engine() {
    return hypervisor.engine();
  }

  @Override
  public Readiness readiness() {
    return hypervisor.readiness();
  }

  @Override
  public OptionalInt room(int cpus, DataSize memory) {
    return hypervisor.room(cpus, memory);
  }

  @Override
  public Optional<String> removeLeftover(String machine, Path directory) {
    return hypervisor.removeLeftover(machine, directory);
  }

  @Override
  public Optional<Scripting> scripting() {
    return hypervisor.scripting();
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DataSize size) {
    return hypervisor.createDisk(machine, directory, size);
  }

  @Override
  public DiskHandle createDisk(
      String machine, Path directory, ImageCopy copy, IntConsumer onPercent) {
    return hypervisor.createDisk(machine, directory, copy, onPercent);
  }

  @Override
  public DiskHandle createDisk(String machine, Path directory, DiskHandle base) {
    return hypervisor.createDisk(machine, directory, base);
  }

  @Override
  public DiskHandle keepDisk(DiskHandle disk, Path directory) {
    return hypervisor.keepDisk(disk, directory);
  }

  @Override
  public boolean owns(DiskHandle disk) {
    return hypervisor.owns(disk);
  }

  @Override
  public boolean has(DiskHandle disk) {
    return hypervisor.has(disk);
  }

  @Override
  public DiskHandle importDisk(VirtualDisk file) {
    return hypervisor.importDisk(file);
  }

  @Override
  public VirtualDisk exportDisk(DiskHandle disk, Path directory) {
    return hypervisor.exportDisk(disk, directory);
  }

  @Override
  public void deleteDisk(DiskHandle disk) {
    hypervisor.deleteDisk(disk);
  }

  @Override
  public MediumHandle importMedium(Path image, Sharing sharing) {
    return hypervisor.importMedium(image, sharing);
  }

  @Override
  public void deleteMedium(MediumHandle medium) {
    hypervisor.deleteMedium(medium);
  }

  @Override
  public boolean awaitsKey(BootPrompt prompt) {
    return hypervisor.awaitsKey(prompt);
  }
}
