package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.Engine;
import dev.casement.hypervisor.Readiness;
import dev.casement.hypervisor.Readiness.Lack;
import dev.casement.hypervisor.Readiness.Part;
import dev.casement.hypervisor.Readiness.Program;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * VirtualBox's kernel driver, without which it starts no machine.
 *
 * @param device the path of its device
 * @param linux a path that exists only on Linux
 */
record KernelDriver(Path device, Path linux) {
  private static final String LOAD =
      "load VirtualBox's kernel driver (modprobe vboxdrv; where there is none, install"
          + " virtualbox-dkms or run /sbin/vboxconfig)";

  static KernelDriver here() {
    return new KernelDriver(Path.of("/dev/vboxdrv"), Path.of("/proc/sys/kernel/ostype"));
  }

  /**
   * Whether VirtualBox can run guests; assumed on other systems than Linux, where this cannot be
   * checked.
   */
  boolean isLoaded() {
    return Files.exists(device) || !Files.exists(linux);
  }

  /** The problem when it is not loaded, and the remedy, on one line. */
  String lack() {
    return device + " does not exist: " + LOAD;
  }

  /** What this version of VirtualBox can do on this host. */
  Readiness readiness(Engine engine, VirtualBoxVersion version) {
    Part included = new Part.Present("part of VirtualBox");
    Part since70 =
        version.isAtLeast(7, 0)
            ? included
            : new Part.Missing(
                new Lack(engine + " does not have it", "install VirtualBox 7.0 or newer"));
    Program program =
        isLoaded()
            ? new Program.Ready(engine)
            : new Program.Unable(
                new Lack(engine + " cannot start a machine: " + device + " does not exist", LOAD));
    return new Readiness(program, included, since70, since70);
  }

  /** The same without an installed VirtualBox, whose version is therefore unknown. */
  static Readiness without(Program program) {
    Part included = new Part.Present("part of VirtualBox");
    return new Readiness(program, included, included, included);
  }
}
