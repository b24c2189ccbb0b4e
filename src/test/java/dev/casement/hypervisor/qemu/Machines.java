package dev.casement.hypervisor.qemu;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Machine;
import dev.casement.windows.Architecture;
import dev.casement.windows.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Machines for tests; each method changes one thing of a plain one. */
record Machines(Machine machine) {
  static Machines bios(Path disk, DiskFormat format) {
    return new Machines(
        new Machine(
            "tiny",
            Release.SERVER_2022,
            Architecture.AMD64,
            Firmware.BIOS,
            1,
            DataSize.mebibytes(64),
            false,
            new VirtualDisk(disk, format),
            DiskBus.VIRTIO,
            List.of(),
            Optional.empty(),
            Machine.Network.ISOLATED,
            disk.resolveSibling("state")));
  }

  Machines firmware(Firmware firmware) {
    return with(firmware, machine.tpm(), machine.diskBus(), machine.cds(), machine.floppy());
  }

  Machines tpm() {
    return with(machine.firmware(), true, machine.diskBus(), machine.cds(), machine.floppy());
  }

  Machines bus(DiskBus bus) {
    return with(machine.firmware(), machine.tpm(), bus, machine.cds(), machine.floppy());
  }

  Machines cds(Path... cds) {
    return with(
        machine.firmware(), machine.tpm(), machine.diskBus(), List.of(cds), machine.floppy());
  }

  Machines floppy(Path image) {
    return with(
        machine.firmware(), machine.tpm(), machine.diskBus(), machine.cds(), Optional.of(image));
  }

  Machines network(Machine.Network network) {
    return new Machines(
        new Machine(
            machine.name(),
            machine.release(),
            machine.architecture(),
            machine.firmware(),
            machine.cpus(),
            machine.memory(),
            machine.tpm(),
            machine.disk(),
            machine.diskBus(),
            machine.cds(),
            machine.floppy(),
            network,
            machine.stateDirectory()));
  }

  Machines size(int cpus, DataSize memory) {
    return new Machines(
        new Machine(
            machine.name(),
            machine.release(),
            machine.architecture(),
            machine.firmware(),
            cpus,
            memory,
            machine.tpm(),
            machine.disk(),
            machine.diskBus(),
            machine.cds(),
            machine.floppy(),
            machine.network(),
            machine.stateDirectory()));
  }

  Machines architecture(Architecture architecture) {
    return new Machines(
        new Machine(
            machine.name(),
            machine.release(),
            architecture,
            machine.firmware(),
            machine.cpus(),
            machine.memory(),
            machine.tpm(),
            machine.disk(),
            machine.diskBus(),
            machine.cds(),
            machine.floppy(),
            machine.network(),
            machine.stateDirectory()));
  }

  private Machines with(
      Firmware firmware, boolean tpm, DiskBus bus, List<Path> cds, Optional<Path> floppy) {
    return new Machines(
        new Machine(
            machine.name(),
            machine.release(),
            machine.architecture(),
            firmware,
            machine.cpus(),
            machine.memory(),
            tpm,
            machine.disk(),
            bus,
            cds,
            floppy,
            machine.network(),
            machine.stateDirectory()));
  }
}
