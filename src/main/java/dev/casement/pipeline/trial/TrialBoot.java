package dev.casement.pipeline.trial;

import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Scope;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.setup.BuildSecrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Boots a throw-away copy of an image, as a cloud would boot an instance of it.
 *
 * <p>The machine has the image's bus, firmware and TPM, empty firmware variables, no network, and a
 * configuration drive. The image is never written to.
 */
public final class TrialBoot {
  /** The name of the run, whose logs are evidence if it fails. */
  public static final String RUN = "boot";

  private final Hypervisor hypervisor;
  private final BuildDirectories directories;

  /**
   * @param directories their working directory exists
   */
  public TrialBoot(Hypervisor hypervisor, BuildDirectories directories) {
    this.hypervisor = hypervisor;
    this.directories = directories;
  }

  /**
   * Boots it, and returns once cloudbase-init has done its work. The screenshots, the serial log
   * and the hypervisor's logs remain in the directory of the run's logs.
   *
   * @throws dev.casement.report.BuildException VERIFY when an instance would not come up, or not as
   *     it should; HYPERVISOR_DIED, DISK_ERROR, HOST or CANCELLED when that could not be found out
   */
  public Trial run(
      TrialMachine machine, VirtualDisk image, TrialLimits limits, StageContext context) {
    Path logs = BuildDirectories.makePrivate(directories.logs(RUN));
    Path scratch = BuildDirectories.makePrivate(directories.work().resolve("trial"));
    context.progress("booting a throw-away copy: " + machine.inShort());
    try (Scope scope = new Scope()) {
      DiskHandle disk =
          hypervisor.createDisk(machine.name(), scratch, hypervisor.importDisk(image));
      scope.register(() -> hypervisor.deleteDisk(disk));
      Path iso = scratch.resolve("config-drive.iso");
      ConfigDrive.write(iso, UUID.randomUUID(), BuildSecrets.newPassword());
      scope.register(() -> Files.deleteIfExists(iso));
      MediumHandle drive = hypervisor.importMedium(iso, Sharing.OF_RUN);
      scope.register(() -> hypervisor.deleteMedium(drive));
      Path state = BuildDirectories.makePrivate(scratch.resolve("state"));
      MachineSpec spec = machine.with(disk, drive, state);
      VirtualMachine running = scope.register(hypervisor.start(spec, logs));
      TrialWatch watch = new TrialWatch(running, machine, limits, context, logs);
      watch.untilDone();
      return trial(machine, watch, logs);
    }
  }

  private static Trial trial(TrialMachine machine, TrialWatch watch, Path logs) {
    CloudbaseInitLog heard = watch.heard();
    return new Trial(
        machine.inShort(),
        watch.elapsed(),
        heard.version(),
        heard.service(),
        heard.hostName(),
        heard.plugins(),
        heard.warnings(),
        heard.excused(),
        watch.resets(),
        logs.resolve("screen.png"));
  }
}
