package dev.casement.build;

import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.Machine;
import dev.casement.hypervisor.Machine.Network;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the build's machine, once for each job, from power-on to a signed-off power-off. */
final class GuestRuns {
  private final Recipe recipe;
  private final BuildDirectories directories;
  private final Hypervisor hypervisor;

  GuestRuns(Recipe recipe, BuildDirectories directories, Hypervisor hypervisor) {
    this.recipe = recipe;
    this.directories = directories;
    this.hypervisor = hypervisor;
  }

  /**
   * Runs the machine with these media until its guest has powered off.
   *
   * @param withInstallMedia whether Setup is to run: adds the install and driver DVDs
   * @throws BuildException as {@link GuestWatch#untilPowerOff()}, and what starting a machine
   *     throws
   */
  GuestReport run(
      SetupMedia media,
      VirtualDisk disk,
      Network network,
      boolean withInstallMedia,
      StageContext context) {
    Path logs = BuildDirectories.makePrivate(directories.logs(media.job().run()));
    Machine machine = machine(media, disk, network, withInstallMedia);
    boolean keyAwaited = withInstallMedia && media.source().firmware().isUefi();
    try (VirtualMachine running = hypervisor.start(machine, logs)) {
      Files.writeString(logs.resolve("replay.sh"), running.replay() + "\n");
      return new GuestWatch(running, media.job(), recipe.limits(), context, logs, keyAwaited)
          .untilPowerOff();
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, "no log can be written to " + logs, "free some space there", e);
    }
  }

  Machine machine(SetupMedia media, VirtualDisk disk, Network network, boolean withInstallMedia) {
    WindowsSource source = media.source();
    List<Path> cds = new ArrayList<>();
    if (withInstallMedia) {
      cds.add(source.media().install().path());
      source.media().drivers().ifPresent(drivers -> cds.add(drivers.path()));
    }
    cds.addAll(media.cds());
    return new Machine(
        recipe.name().replace('_', '-'),
        source.release(),
        source.image().architecture(),
        source.firmware(),
        recipe.machine().cpus(),
        recipe.machine().memory(),
        recipe.machine().tpm(),
        disk,
        recipe.machine().diskBus(),
        cds,
        media.floppy(),
        network,
        directories.state());
  }
}
