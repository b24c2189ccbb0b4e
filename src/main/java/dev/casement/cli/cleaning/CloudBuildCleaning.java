package dev.casement.cli.cleaning;

import dev.casement.hypervisor.openstack.CloudLeftovers.Leftover;
import dev.casement.hypervisor.openstack.OpenStackHypervisor;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.report.Printable;
import java.nio.file.Path;
import java.util.List;

/**
 * Deletes what builds of a work directory that were killed have left in clouds: servers, volumes,
 * images. Builds that are running keep everything, and so do checkpoints.
 */
public final class CloudBuildCleaning {
  private final Path workDirectory;
  private final boolean failedToo;
  private final Checkpoints checkpoints;
  private final Removal removal;

  /**
   * @param failedToo whether to remove what was kept of failed builds on purpose, too
   */
  public CloudBuildCleaning(
      Path workDirectory, boolean failedToo, Checkpoints checkpoints, Removal removal) {
    this.workDirectory = workDirectory;
    this.failedToo = failedToo;
    this.checkpoints = checkpoints;
    this.removal = removal;
  }

  /**
   * Deletes it.
   *
   * @throws dev.casement.report.BuildException CLOUD when a cloud does not answer
   */
  public void run(List<OpenStackHypervisor> clouds) {
    for (OpenStackHypervisor cloud : clouds) {
      for (Leftover left : cloud.leftovers(this::isLeft, this::isForgotten)) {
        removal.of(
            Printable.line(left.what()),
            () -> {
              left.deletion().run();
              return true;
            });
      }
    }
  }

  private boolean isLeft(String machine) {
    Path build = workDirectory.resolve("builds").resolve(machine);
    return !BuildLock.isHeld(build) && (failedToo || !Workspace.isKept(build));
  }

  private boolean isForgotten(String volume) {
    return checkpoints.all().stream()
        .noneMatch(checkpoint -> checkpoint.disk().id().contains(volume));
  }
}
