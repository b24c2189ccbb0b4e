package dev.casement.hypervisor.qemu;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A machine for tests: a plain one, of which each method changes one thing. */
final class Machines {
  private final VirtualDisk disk;
  private Architecture architecture = Architecture.AMD64;
  private Firmware firmware = Firmware.BIOS;
  private int cpus = 1;
  private DataSize memory = DataSize.mebibytes(64);
  private boolean tpm;
  private DiskBus bus = DiskBus.VIRTIO;
  private List<Path> cds = List.of();
  private Optional<Path> floppy = Optional.empty();
  private MachineSpec.Network network = MachineSpec.Network.ISOLATED;
  private WindowsTimeZone timeZone = WindowsTimeZone.UTC;
  private Optional<BootPrompt> prompt = Optional.empty();

  private Machines(VirtualDisk disk) {
    this.disk = disk;
  }

  static Machines bios(Path disk, DiskFormat format) {
    return new Machines(new VirtualDisk(disk, format));
  }

  Machines architecture(Architecture other) {
    architecture = other;
    return this;
  }

  Machines firmware(Firmware other) {
    firmware = other;
    return this;
  }

  Machines size(int otherCpus, DataSize otherMemory) {
    cpus = otherCpus;
    memory = otherMemory;
    return this;
  }

  Machines tpm() {
    tpm = true;
    return this;
  }

  Machines bus(DiskBus other) {
    bus = other;
    return this;
  }

  Machines cds(Path... images) {
    cds = List.of(images);
    return this;
  }

  Machines floppy(Path image) {
    floppy = Optional.of(image);
    return this;
  }

  Machines network(MachineSpec.Network other) {
    network = other;
    return this;
  }

  Machines timeZone(String name) {
    timeZone = WindowsTimeZone.of(name).orElseThrow();
    return this;
  }

  Machines prompt(BootPrompt other) {
    prompt = Optional.of(other);
    return this;
  }

  MachineSpec machine() {
    return new MachineSpec(
        "tiny",
        Release.SERVER_2022,
        architecture,
        firmware,
        cpus,
        memory,
        tpm,
        FileHandles.of(disk),
        bus,
        cds.stream().map(FileHandles::of).toList(),
        floppy.map(FileHandles::of),
        network,
        disk.path().resolveSibling("state"),
        timeZone,
        prompt);
  }
}
