package dev.casement.pipeline.run;

import dev.casement.disk.VirtualDisk;
import dev.casement.files.Directories;
import dev.casement.files.LockFile;
import dev.casement.guest.GuestReport;
import dev.casement.guest.Job;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Sharing;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.checkpoint.Continuation;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.StageProgress;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.verify.diagnosis.Cause;
import dev.casement.verify.diagnosis.Diagnosis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Runs the build's machine, once for each job, from power-on to a signed-off power-off. */
public final class GuestRuns {
  /** How long it may take to get at the disk of a failed run. */
  private static final Duration DIAGNOSED = Duration.ofHours(1);

  private final Recipe recipe;
  private final BuildDirectories directories;
  private final Hypervisor hypervisor;
  private final Continuation continuation;
  private final RunMachine machine;

  public GuestRuns(
      Recipe recipe,
      BuildDirectories directories,
      Hypervisor hypervisor,
      Continuation continuation) {
    this.recipe = recipe;
    this.directories = directories;
    this.hypervisor = hypervisor;
    this.continuation = continuation;
    this.machine = new RunMachine(recipe, directories);
  }

  /** The checkpoint that replaces this run; empty if it must take place. */
  Optional<Checkpoint> kept(Origin origin) {
    return continuation.at(origin.key(), origin.after());
  }

  /** The checkpoint that a run of this stage begins with. */
  Checkpoint base(String stage, Checkpoint before) {
    return continuation.base(stage, before);
  }

  /**
   * Runs the machine until its guest has powered off, and keeps it. If another build is doing the
   * same at the moment, its result is used; waiting for it takes nothing of the stage's limit.
   *
   * @throws BuildException as {@link GuestWatch#untilPowerOff()}, or when starting the machine
   *     fails
   */
  Checkpoint run(GuestRun run, Origin origin, StageContext context) {
    try (LockFile _ = continuation.claim(origin.key(), () -> reportWait(context))) {
      // Another build may have made it meanwhile.
      return kept(origin)
          .orElseGet(() -> make(run, origin, context.fromNow(context.limit().time())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void reportWait(StageContext context) {
    context.progress("waiting for another build, which makes the same disk");
  }

  private Checkpoint make(GuestRun run, Origin origin, StageContext context) {
    RunDisk disk = context.scope().registerWork(disk(run, origin, context));
    restoreState(origin);
    List<GuestReport> reports = new ArrayList<>(origin.reports());
    reports.add(run(run, disk.handle(), context));
    context.progress("keeping the disk for later builds");
    Checkpoint checkpoint =
        continuation.save(
            recipe.name(),
            new Checkpoints.Machine(
                origin.key(),
                origin.after(),
                origin.base(),
                disk.handle(),
                directories.state(),
                origin.password(),
                reports),
            context.clock().instant());
    disk.kept();
    return checkpoint;
  }

  /** A disk of the run's own: empty, of an image, or with the content of the one it continues. */
  private RunDisk disk(GuestRun run, Origin origin, StageContext context) {
    Path directory = BuildDirectories.makePrivate(directories.disk(run.media().job().run()));
    Hypervisor told = hypervisor.reportingTo(new StageProgress(context));
    if (origin.base().isPresent()) {
      DiskHandle before = origin.base().get().disk();
      return new RunDisk(hypervisor, told.createDisk(recipe.name(), directory, before));
    }
    if (origin.image().isPresent()) {
      IntConsumer progress =
          percent ->
              context.progress(
                  Optional.of("copy"), OptionalInt.of(percent), "copying the base image");
      return new RunDisk(
          hypervisor, told.createDisk(recipe.name(), directory, origin.image().get(), progress));
    }
    return new RunDisk(
        hypervisor, told.createDisk(recipe.name(), directory, recipe.machine().disk()));
  }

  /** Gives the machine the firmware variables and the TPM that it had on the disk's last run. */
  private void restoreState(Origin origin) {
    try {
      Directories.deleteTree(directories.state());
      if (origin.base().map(Checkpoint::state).filter(Files::isDirectory).isPresent()) {
        Directories.copyTree(origin.base().get().state(), directories.state());
      }
      BuildDirectories.makePrivate(directories.state());
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the machine's state cannot be copied to " + directories.state() + ": " + e,
          "check the permissions and free space of --work-dir",
          e);
    }
  }

  private GuestReport run(GuestRun run, DiskHandle disk, StageContext context) {
    Job job = run.media().job();
    Path logs = BuildDirectories.makePrivate(directories.logs(job.run()));
    Hypervisor told = hypervisor.reportingTo(new StageProgress(context));
    MachineSpec machine =
        this.machine.of(run, disk, (image, sharing) -> medium(image, sharing, context));
    RunningMachine running = new RunningMachine(told.start(machine, logs), context.scope());
    try (running) {
      if (hypervisor.scripting().isPresent()) {
        String replay = hypervisor.scripting().get().start(machine, logs);
        Files.writeString(logs.resolve("replay.sh"), replay + "\n");
      }
      boolean keyAwaited = machine.prompt().filter(hypervisor::awaitsKey).isPresent();
      // In a cloud, media and disk had to be copied before.
      StageContext watching =
          hypervisor.kind().keepsFiles() ? context : context.fromNow(context.limit().time());
      return untilPowerOff(
          new GuestWatch(running, job, recipe.limits(), watching, logs, keyAwaited), running);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, "no log can be written to " + logs, "free some space there", e);
    } catch (BuildException e) {
      // The machine is closed by now, or is not to be disturbed.
      throw running.isLeft() ? e : diagnosed(e, disk, logs, context);
    }
  }

  private static GuestReport untilPowerOff(GuestWatch watch, RunningMachine machine) {
    try {
      return watch.untilPowerOff();
    } catch (RuntimeException e) {
      // Whatever it is, --on-error decides about the machine.
      machine.failed();
      throw e;
    }
  }

  /**
   * Adds the diagnosis from the logs on the disk to a failure; the logs are kept beside those of
   * the run.
   */
  private BuildException diagnosed(
      BuildException failure, DiskHandle disk, Path logs, StageContext context) {
    if (failure.failure() == Failure.CANCELLED || !isWorthItsDisk(failure)) {
      return failure;
    }
    try {
      // The stage's own time may be what is over.
      VirtualDisk file =
          hypervisor
              .reportingTo(new StageProgress(context.fromNow(DIAGNOSED)))
              .exportDisk(disk, directories.work());
      Diagnosis diagnosis = Diagnosis.of(file.path(), file.format(), logs);
      Files.writeString(logs.resolve("diagnosis.txt"), Printable.lines(diagnosis.text()));
      if (failure.failure() == Failure.HYPERVISOR_DIED) {
        // Whatever ended the machine, it was nothing in the guest.
        return failure;
      }
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

  /** Where the disk has to be downloaded, only if the guest is what failed. */
  private boolean isWorthItsDisk(BuildException failure) {
    return hypervisor.kind().keepsFiles()
        || (failure.failure() != Failure.CLOUD && failure.failure() != Failure.HYPERVISOR_DIED);
  }

  private static BuildException because(Cause cause, BuildException failure) {
    return new BuildException(
        failure.failure(),
        failure.what() + "; its disk says why: " + cause.what(),
        cause.remedy() + "; see diagnosis.txt in the evidence. Else: " + failure.remedy(),
        failure);
  }

  private MediumHandle medium(Path image, Sharing sharing, StageContext context) {
    MediumHandle medium = hypervisor.importMedium(image, sharing);
    context.scope().registerWork(() -> hypervisor.deleteMedium(medium));
    return medium;
  }
}
