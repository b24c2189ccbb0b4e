package dev.casement.cli.web;

import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.StubHypervisor;
import dev.casement.hypervisor.VirtualMachine;
import java.nio.file.Path;

/** A machine that a page shows. */
final class Watched {
  private Watched() {}

  /** Its screen changes all the time, and it does nothing else. */
  static VirtualMachine machine(LivePage page, String build, Path directory) {
    // Nobody looks at what the machine is.
    return page.watched(build, new Starter()).start(null, directory);
  }

  private static final class Starter extends StubHypervisor {
    Starter() {
      super(HypervisorKind.QEMU);
    }

    @Override
    public VirtualMachine start(MachineSpec machine, Path logDirectory) {
      return new FakeVirtualMachine(time -> {}).changesItsScreen();
    }
  }
}
