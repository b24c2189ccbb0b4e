package dev.casement.cli.web;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.StubHypervisor;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A machine that a page shows. */
final class Watched {
  private Watched() {}

  /** Its screen changes all the time, and it does nothing else. */
  static VirtualMachine machine(LivePage page, String build, Path directory) {
    return machine(page, build, directory, new FakeVirtualMachine(time -> {}).changesItsScreen());
  }

  /** The same with a machine of one's own. */
  static VirtualMachine machine(
      LivePage page, String build, Path directory, FakeVirtualMachine played) {
    MachineSpec machine =
        new MachineSpec(
            "x",
            Release.WINDOWS_10,
            Architecture.AMD64,
            Firmware.BIOS,
            1,
            DataSize.gibibytes(1),
            false,
            FileHandles.of(new VirtualDisk(directory.resolve("disk.raw"), DiskFormat.RAW)),
            DiskBus.VIRTIO,
            List.of(),
            Optional.empty(),
            MachineSpec.Network.ISOLATED,
            directory,
            WindowsTimeZone.UTC,
            Optional.empty());
    return page.watched(build, new Starter(played)).start(machine, directory);
  }

  private static final class Starter extends StubHypervisor {
    private final FakeVirtualMachine played;

    Starter(FakeVirtualMachine played) {
      super(HypervisorKind.QEMU);
      this.played = played;
    }

    @Override
    public VirtualMachine start(MachineSpec machine, Path logDirectory) {
      return played;
    }
  }
}
