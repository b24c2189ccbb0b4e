package dev.casement.pipeline.trial;

import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.MachineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an instance says on its serial port, as in the logs of cloudbase-init's issues 89 and 128,
 * with the messages of its init.py and plugins.
 */
public final class InstanceWords {
  private static final List<String> SPECIALIZE =
      List.of("SetHostNamePlugin", "ExtendVolumesPlugin");
  private static final List<String> SERVICE =
      List.of("SetHostNamePlugin", "CreateUserPlugin", "UserDataPlugin", "SetUserPasswordPlugin");

  private InstanceWords() {}

  /** An instance that comes up as it should. */
  public static void works(FakeVirtualMachine machine) {
    specialize(machine);
    machine.then(new MachineEvent.Reset());
    service(machine);
    says(machine, "INFO", "cloudbaseinit.init", "Stopping Cloudbase-Init service");
  }

  /** The lines of a played instance. */
  static List<String> lines(Consumer<FakeVirtualMachine> instance) {
    FakeVirtualMachine machine = new FakeVirtualMachine(time -> {});
    instance.accept(machine);
    List<String> lines = new ArrayList<>();
    try {
      Optional<MachineEvent> event = machine.next(Duration.ZERO);
      while (event.isPresent()) {
        if (event.get() instanceof MachineEvent.SerialLine line) {
          lines.add(line.text());
        }
        event = machine.next(Duration.ZERO);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return lines;
  }

  /** The run in the specialize pass. */
  static void specialize(FakeVirtualMachine machine) {
    machine.says("BdsDxe: starting Boot0001 \"UEFI Misc Device\"");
    run(machine, SPECIALIZE);
    says(machine, "INFO", "cloudbaseinit.utils.hostname", "Setting hostname: casement-trial");
    done(machine);
  }

  /** The run of the service, but for its last word. */
  static void service(FakeVirtualMachine machine) {
    run(machine, SERVICE);
    says(
        machine,
        "WARNING",
        "cloudbaseinit.plugins.common.setuserpassword",
        "Using admin_pass metadata user password. Consider changing it as soon as possible");
    says(machine, "WARNING", "cloudbaseinit.plugins.common.sshpublickeys", "a doubt");
    done(machine);
  }

  static void run(FakeVirtualMachine machine, List<String> plugins) {
    says(machine, "INFO", "cloudbaseinit.init", "Cloudbase-Init version: 1.1.6");
    says(machine, "INFO", "cloudbaseinit.init", "Metadata service loaded: 'ConfigDriveService'");
    for (String plugin : plugins) {
      says(machine, "INFO", "cloudbaseinit.init", "Executing plugin '" + plugin + "'");
    }
  }

  static void done(FakeVirtualMachine machine) {
    says(machine, "INFO", "cloudbaseinit.init", "Plugins execution done");
  }

  static void says(FakeVirtualMachine machine, String level, String logger, String message) {
    machine.says("2026-01-11 09:04:22.326 2552 %s %s [-] %s".formatted(level, logger, message));
  }
}
