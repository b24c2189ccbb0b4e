package dev.casement.cli.openstack;

import dev.casement.cli.console.Surroundings;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.hypervisor.openstack.CloudServices;
import dev.casement.hypervisor.openstack.OpenStackHypervisor;
import dev.casement.hypervisor.openstack.ServerSettings;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.CloudMachine;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes hypervisors of clouds. */
public final class CloudBuilders {
  private final CommandRunner commands;
  private final Path workDirectory;
  private final Surroundings surroundings;
  private final Optional<String> cloud;
  private final boolean withoutNetwork;

  /** For the clouds that recipes name. */
  public CloudBuilders(CommandRunner commands, Path workDirectory, Surroundings surroundings) {
    this(commands, workDirectory, surroundings, Optional.empty(), false);
  }

  private CloudBuilders(
      CommandRunner commands,
      Path workDirectory,
      Surroundings surroundings,
      Optional<String> cloud,
      boolean withoutNetwork) {
    this.commands = commands;
    this.workDirectory = workDirectory;
    this.surroundings = surroundings;
    this.cloud = cloud;
    this.withoutNetwork = withoutNetwork;
  }

  /** For this cloud, if any, where a recipe names none. */
  public CloudBuilders named(Optional<String> name) {
    return new CloudBuilders(commands, workDirectory, surroundings, name, withoutNetwork);
  }

  /** For guests that reach nothing, whatever their recipe says. */
  public CloudBuilders withoutNetwork(boolean without) {
    return new CloudBuilders(commands, workDirectory, surroundings, cloud, without);
  }

  /**
   * The one that builds a recipe.
   *
   * @throws BuildException RECIPE when a run needs a network and the recipe names none
   */
  public OpenStackHypervisor forRecipe(Recipe recipe) {
    CloudMachine wanted = recipe.machine().openstack().orElseGet(CloudMachine::usual);
    if (wanted.network().isEmpty() && !withoutNetwork && needsNetwork(recipe)) {
      throw new BuildException(
          Failure.RECIPE,
          "the build needs a network, for its updates or by machine.network, but"
              + " machine.openstack.network names none",
          "name a network of the cloud, see openstack network list; or use updates that need none");
    }
    return make(
        wanted.cloud().or(() -> cloud),
        new ServerSettings(
            wanted.flavor(), wanted.network(), wanted.availabilityZone(), wanted.volumeType()));
  }

  private static boolean needsNetwork(Recipe recipe) {
    return recipe.machine().network() == Network.OUTBOUND || recipe.updates().server().isPresent();
  }

  /** The one of a cloud, for disks and for what builds left there. */
  public OpenStackHypervisor ofCloud(String cloud) {
    return make(
        Optional.of(cloud),
        new ServerSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  private OpenStackHypervisor make(Optional<String> cloud, ServerSettings settings) {
    return new OpenStackHypervisor(
        new Lazy(cloud),
        settings,
        commands,
        workDirectory.resolve("openstack"),
        surroundings.clock());
  }

  /** Reads clouds.yaml when a build needs it, which a plan does not. */
  private final class Lazy implements Supplier<CloudServices> {
    private final Optional<String> cloud;
    private @Nullable CloudServices services;

    Lazy(Optional<String> cloud) {
      this.cloud = cloud;
    }

    @Override
    public synchronized CloudServices get() {
      CloudServices known = services;
      if (known == null) {
        CloudFiles files = new CloudFiles(Path.of("").toAbsolutePath(), surroundings.environment());
        CloudConfig config = files.find(cloud);
        config
            .warnings()
            .forEach(text -> surroundings.err().println("warning: " + Printable.line(text)));
        known = CloudServices.of(config, surroundings.environment(), surroundings.clock());
        services = known;
      }
      return known;
    }
  }
}
