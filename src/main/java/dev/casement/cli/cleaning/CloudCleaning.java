package dev.casement.cli.cleaning;

import dev.casement.cli.console.Surroundings;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.openstack.compute.Nova;
import dev.casement.openstack.compute.Server;
import dev.casement.openstack.publish.ImageStore;
import dev.casement.pipeline.trial.CloudTrial;
import dev.casement.report.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Deletes the servers that killed trials of images have left in clouds. */
public final class CloudCleaning {
  private final List<String> clouds;
  private final Surroundings surroundings;
  private final Removal removal;

  /**
   * @param clouds entries of clouds.yaml
   */
  public CloudCleaning(List<String> clouds, Surroundings surroundings, Removal removal) {
    this.clouds = List.copyOf(clouds);
    this.surroundings = surroundings;
    this.removal = removal;
  }

  /**
   * Deletes them.
   *
   * @throws dev.casement.report.BuildException PUBLISH when a cloud does not permit it
   */
  public void run() {
    CloudFiles files = new CloudFiles(Path.of("").toAbsolutePath(), surroundings.environment());
    for (String name : clouds) {
      clean(files.find(Optional.of(name)));
    }
  }

  private void clean(CloudConfig cloud) {
    try (ImageStore store =
        ImageStore.of(cloud, surroundings.environment(), surroundings.clock())) {
      Nova nova = store.compute().nova();
      for (Server server : CloudTrial.leftovers(nova, surroundings.clock())) {
        removal.of(
            Printable.line("server " + server.id() + " in the cloud " + cloud.name()),
            () -> nova.delete(server.id(), false));
      }
    }
  }
}
