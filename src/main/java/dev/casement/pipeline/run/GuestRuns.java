package dev.casement.pipeline.run;

import dev.casement.disk.VirtualDisk;
import dev.casement.guest.Job;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.verify.diagnosis.Cause;
import dev.casement.verify.diagnosis.Diagnosis;
import dev.casement.windows.WindowsTimeZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Runs the build's machine, once for each job, from power-on to a signed-off power-off. */
public final class GuestRuns {
  private final Recipe recipe;
  private final BuildDirectories directories;
  private final Hypervisor hypervisor;

  public GuestRuns(Recipe recipe, BuildDirectories directories, Hypervisor hypervisor) {
    this.recipe = recipe;
    this.directories = directories;
    this.hypervisor = hypervisor;
  }

  /**
   * An empty disk of the recipe's size; deleted when the build ends, unless it fails and its files
   * are kept.
   */
  DiskHandle emptyDisk(StageContext context) {
    DiskHandle disk =
        hypervisor.createDisk(recipe.name(), directories.work(), recipe.machine().disk());
    context.scope().registerWork(() -> hypervisor.deleteDisk(disk));
    return disk;
  }

  /** Exports the disk to a file of this host after the last run. */
  VirtualDisk export(DiskHandle disk) {
    return hypervisor.exportDisk(disk, directories.work());
  }

  /**
   * Runs the machine until its guest has powered off.
   *
   * @throws BuildException as {@link GuestWatch#untilPowerOff()}, or when starting the machine
   *     fails
   */
  GuestReport run(GuestRun run, DiskHandle disk, StageContext context) {
    Job job = run.media().job();
    Path logs = BuildDirectories.makePrivate(directories.logs(job.run()));
    MachineSpec machine = machine(run, disk, image -> medium(image, context));
    try (VirtualMachine running = hypervisor.start(machine, logs)) {
      if (hypervisor.scripting().isPresent()) {
        String replay = hypervisor.scripting().get().start(machine, logs);
        Files.writeString(logs.resolve("replay.sh"), replay + "\n");
      }
      boolean keyAwaited = machine.prompt().filter(hypervisor::awaitsKey).isPresent();
      return new GuestWatch(running, job, recipe.limits(), context, logs, keyAwaited)
          .untilPowerOff();
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, "no log can be written to " + logs, "free some space there", e);
    } catch (BuildException e) {
      // The machine is closed by now.
      throw diagnosed(e, disk, logs);
    }
  }

  /**
   * Adds the diagnosis from the logs on the disk to a failure; the logs are kept beside those of
   * the run.
   */
  private BuildException diagnosed(BuildException failure, DiskHandle disk, Path logs) {
    if (failure.failure() == Failure.CANCELLED) {
      return failure;
    }
    try {
      VirtualDisk file = export(disk);
      Diagnosis diagnosis = Diagnosis.of(file.path(), file.format(), logs);
      Files.writeString(logs.resolve("diagnosis.txt"), diagnosis.text());
      return diagnosis.causes().stream()
          .filter(Cause::isKnown)
          .findFirst()
          .map(cause -> because(cause, failure))
          .orElse(failure);
    } catch (IOException | RuntimeException e) {
      // The original failure must reach the user, with or without a diagnosis.
      failure.addSuppressed(e);
      return failure;
    }
  }

  private static BuildException because(Cause cause, BuildException failure) {
    return new BuildException(
        failure.failure(),
        failure.what() + "; its disk says why: " + cause.what(),
        cause.remedy() + "; see diagnosis.txt in the evidence. Else: " + failure.remedy(),
        failure);
  }

  private MediumHandle medium(Path image, StageContext context) {
    MediumHandle medium = hypervisor.importMedium(image);
    context.scope().register(() -> hypervisor.deleteMedium(medium));
    return medium;
  }

  /**
   * The machine of a run.
   *
   * @param media turns an image into a medium
   */
  public MachineSpec machine(GuestRun run, DiskHandle disk, Function<Path, MediumHandle> media) {
    return machine(
        run, disk, images(run).stream().map(media).toList(), run.media().floppy().map(media));
  }

  /** The images in the CD drives. */
  private static List<Path> images(GuestRun run) {
    SetupMedia media = run.media();
    WindowsSource source = media.source();
    List<Path> cds = new ArrayList<>();
    if (run.withInstallMedia()) {
      cds.add(source.media().install().path());
      source.media().drivers().ifPresent(drivers -> cds.add(drivers.path()));
    }
    cds.addAll(media.cds());
    if (run.withInstallMedia()) {
      source.media().features().stream()
          .map(Medium::path)
          .filter(medium -> !Files.isDirectory(medium))
          .forEach(cds::add);
    }
    return cds;
  }

  private MachineSpec machine(
      GuestRun run, DiskHandle disk, List<MediumHandle> cds, Optional<MediumHandle> floppy) {
    WindowsSource source = run.media().source();
    return new MachineSpec(
        recipe.name(),
        source.release(),
        source.image().architecture(),
        source.firmware(),
        recipe.machine().cpus(),
        recipe.machine().memory(),
        recipe.machine().tpm(),
        disk,
        recipe.machine().diskBus(),
        cds,
        floppy,
        run.network(),
        directories.state(),
        WindowsTimeZone.of(recipe.windows().timeZone()).orElse(WindowsTimeZone.UTC),
        run.withInstallMedia() ? FirstBoot.prompt(source) : Optional.empty());
  }
}
