package dev.casement.cli.cleaning;

import dev.casement.hypervisor.openstack.CloudLeftovers.Leftover;
import dev.casement.hypervisor.openstack.OpenStackHypervisor;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
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
  private final List<BuildException> failures = new ArrayList<>();

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
   * Deletes as much as it can.
   *
   * @throws BuildException the first failure, with the others suppressed
   */
  public void run(List<OpenStackHypervisor> clouds) {
    for (OpenStackHypervisor cloud : clouds) {
      attempt(
          () ->
              cloud
                  .leftovers(this::isLeft, this::isForgotten)
                  .forEach(left -> attempt(() -> remove(left))));
    }
    if (!failures.isEmpty()) {
      BuildException first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private void remove(Leftover left) {
    removal.of(
        Printable.line(left.what()),
        () -> {
          left.deletion().run();
          return true;
        });
  }

  /** Continues with the others after a failure. */
  private void attempt(Runnable action) {
    try {
      action.run();
    } catch (BuildException e) {
      if (e.failure() == Failure.CANCELLED) {
        throw e;
      }
      failures.add(e);
    }
  }

  /** Other users of the project may have written the name. */
  private boolean isLeft(String machine) {
    if (!machine.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      return false;
    }
    Path build = workDirectory.resolve("builds").resolve(machine);
    return !BuildLock.isHeld(build) && (failedToo || !Workspace.isKept(build));
  }

  private boolean isForgotten(String volume) {
    return checkpoints.all().stream()
        .noneMatch(checkpoint -> checkpoint.disk().id().contains(volume));
  }
}
