package dev.casement.pipeline;

import dev.casement.disk.ClusterCompression;
import dev.casement.disk.QemuImg;
import dev.casement.files.HostSpace;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.checkpoint.Continuation;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Chain;
import dev.casement.pipeline.engine.Leftovers;
import dev.casement.pipeline.engine.MediaUse;
import dev.casement.pipeline.engine.OnError;
import dev.casement.pipeline.engine.Scope;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.Stages;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.pipeline.events.EventRecord;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.output.BuildDiary;
import dev.casement.pipeline.output.FailureReport;
import dev.casement.pipeline.output.ImageArtifact;
import dev.casement.pipeline.output.PackageImage;
import dev.casement.pipeline.output.PublishImage;
import dev.casement.pipeline.output.Publishing;
import dev.casement.pipeline.run.Evidence;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Listeners;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds an image from a recipe by running the stages of {@code docs/execution-flow.md} in order.
 *
 * <p>When {@link #run()} returns or throws, no machine, socket, lock or temporary file is left.
 * Evidence of a failure is in the output's {@code evidence} directory, unless the build failed
 * before it had the lock of its name.
 */
public final class Build {
  /** Windows grows as it is installed and updated, and the image is written beside the disk. */
  private static final int DISK_PER_IMAGE = 3;

  private final Recipe recipe;
  private final BuildOptions options;
  private final Services services;
  private final BuildDirectories directories;
  private final Optional<Publishing> publishing;
  private final Checkpoints checkpoints;
  private final BuildDiary diary = new BuildDiary();
  private Optional<WindowsSource> source = Optional.empty();

  /** While this build holds the lock: the evidence may be that of a build that is running. */
  private Optional<Evidence> evidence = Optional.empty();

  private final EventRecord record = new EventRecord();

  public Build(Recipe recipe, BuildOptions options, Services services) {
    this(recipe, options, services, Optional.empty());
  }

  /** A build that also publishes its image if {@code publishing} is present. */
  public Build(
      Recipe recipe, BuildOptions options, Services services, Optional<Publishing> publishing) {
    this.publishing = publishing;
    this.recipe = recipe;
    this.options = options;
    this.services =
        services.heardBy(
            new Listeners(List.of(services.listener(), diary, record), services.clock()));
    this.directories = BuildDirectories.of(recipe, options);
    this.checkpoints =
        new Checkpoints(
            options.workDirectory(),
            services.hypervisor(),
            text -> emit(new BuildEvent.Warning(now(), text)));
  }

  /**
   * Builds the image; interrupting the calling thread stops the build.
   *
   * @throws BuildException after a {@link BuildEvent.BuildFailed} event for the same failure
   */
  public ImageArtifact run() {
    try (record) {
      Instant started = now();
      emit(new BuildEvent.BuildStarted(started, recipe.name(), stageNames()));
      ImageArtifact image = inScope();
      emit(
          new BuildEvent.BuildFinished(
              now(), Duration.between(started, now()), image.image(), image.manifest()));
      return image;
    }
  }

  private ImageArtifact inScope() {
    boolean made = false;
    try (Scope scope = new Scope()) {
      ImageArtifact image = attempt(scope);
      made = true;
      return image;
    } catch (BuildException e) {
      // Failures of the attempt are already reported; failures of the clean-up are not, and the
      // lock was released in it.
      evidence = Optional.empty();
      throw made ? reported(e, Optional.empty()) : e;
    }
  }

  /** The names of the stages, in order. */
  public List<String> stageNames() {
    Stream<String> last = publishing.map(target -> new PublishImage(target).name()).stream();
    return Stream.concat(chain(List.of()).names().stream(), last).toList();
  }

  private Chain<Recipe, ImageArtifact, BuildStages.Outlook> chain(List<String> names) {
    Continuation continuation = new Continuation(checkpoints, options.reuse(), names);
    return new BuildStages(recipe, options, services, directories, continuation).chain(this::check);
  }

  /** Checks early what would otherwise fail after the machines have run. */
  private void check(WindowsSource inspected) {
    source = Optional.of(inspected);
    publishing
        .filter(target -> inspected.standIn())
        .ifPresent(Publishing::requireRehearsalsAllowed);
    requireSpace(inspected);
  }

  private ImageArtifact make(Stages stages, Scope scope) {
    // Until a stage has failed that is to be cleaned up.
    scope.keepWork(!services.onError().equals(OnError.CLEAN_UP));
    try {
      return chain(stageNames()).run(stages, recipe);
    } catch (RuntimeException e) {
      if (scope.mayKeepWork()) {
        Workspace.keep(directories);
        warnOfWhatStays();
      } else if (e instanceof BuildException known
          && known.failure() == Failure.VERIFY
          && !services.hypervisor().kind().keepsFiles()) {
        // The disk is there, downloaded from the cloud, and the failure names it. On this host, it
        // is in a checkpoint.
        Workspace.keep(directories);
        scope.keepWork(true);
      }
      throw e;
    }
  }

  private void warnOfWhatStays() {
    emit(
        new BuildEvent.Warning(
            now(),
            "nothing is cleaned up: "
                + directories.work()
                + " stays, and the machine if it is still running; casement clean --failed"
                + (services.hypervisor().kind().keepsFiles() ? "" : " --cloud NAME")
                + " removes both"));
  }

  private ImageArtifact attempt(Scope scope) {
    Stages stages = new Stages(scope, services.clock(), services.listener(), services.onError());
    try {
      requireNoOutput(recipe, options);
      Continuation.requireKnown(options.reuse(), stageNames());
      BuildDirectories.makePrivate(directories.builds());
      scope.register(BuildLock.acquire(directories.lock()));
      Evidence earlier = new Evidence(directories);
      evidence = Optional.of(earlier);
      prepare(scope);
      ImageArtifact image = make(stages, scope);
      earlier.delete();
      scope.keepWork(false);
      publishing.ifPresent(target -> stages.run(new PublishImage(target), image));
      return image;
    } catch (BuildException e) {
      throw reported(e, stages.current());
    } catch (IOException | UncheckedIOException e) {
      throw reported(
          new BuildException(
              Failure.HOST,
              "a file could not be read or written: " + e.getMessage(),
              "check space and permissions of --work-dir and --output",
              e),
          stages.current());
    } catch (RuntimeException e) {
      throw reported(BuildException.defect(e), stages.current());
    }
  }

  /** Makes room for the working files, and checks what needs no media. */
  private void prepare(Scope scope) throws IOException {
    endLeftovers();
    scope.register(MediaUse.begin(options.workDirectory()));
    scope.register(checkpoints).deleteIncomplete();
    scope.register(checkpoints::rememberUse);
    scope.registerWork(Workspace.create(directories));
    record.open(directories.events());
    if (recipe.image().clusters().equals(Optional.of(ClusterCompression.ZSTD))) {
      new QemuImg(services.commands()).requireZstd();
    }
    HostFiles.require(recipe, services.commands())
        .forEach(text -> emit(new BuildEvent.Warning(now(), text)));
  }

  /**
   * Refuses to replace an existing image or manifest without {@code --force}; {@link #run()} checks
   * this first, too.
   *
   * @throws BuildException OUTPUT_EXISTS
   */
  public static void requireNoOutput(Recipe recipe, BuildOptions options) {
    BuildDirectories directories = BuildDirectories.of(recipe, options);
    for (Path output :
        List.of(PackageImage.imagePath(recipe, directories), directories.manifest())) {
      if (Files.exists(output) && !options.force()) {
        throw new BuildException(
            Failure.OUTPUT_EXISTS,
            output + " already exists",
            "choose another place with --output, or replace it with --force");
      }
    }
  }

  private void endLeftovers() {
    Optional<String> machine =
        services.hypervisor().removeLeftover(recipe.name(), directories.work());
    Stream.concat(machine.stream(), Leftovers.end(directories).stream())
        .map(
            left ->
                "an earlier build of this name was killed or aborted and had left "
                    + left
                    + ": ended it")
        .forEach(text -> emit(new BuildEvent.Warning(now(), text)));
  }

  private void requireSpace(WindowsSource inspected) {
    HostSpace.require(
        directories.work(),
        new DataSize(inspected.image().totalBytes() * DISK_PER_IMAGE),
        "the virtual disk",
        "--work-dir");
  }

  /** Collects the evidence and reports the failure, whether or not the thread was interrupted. */
  private BuildException reported(BuildException thrown, Optional<Stage<?, ?>> stage) {
    boolean interrupted = Thread.interrupted();
    // An interrupt closes files that are being read or written: report the cancellation, not the
    // resulting I/O error.
    BuildException failure = interrupted ? BuildException.cancelled() : thrown;
    if (failure != thrown) {
      // Keep the failures of the clean-up.
      Stream.of(thrown.getSuppressed()).forEach(failure::addSuppressed);
    }
    Optional<Path> collected = evidence.flatMap(kept -> kept.collect(failure, stage));
    BuildEvent.BuildFailed failed =
        new BuildEvent.BuildFailed(
            now(),
            failure.failure(),
            stage.map(Stage::name),
            failure.what(),
            failure.remedy(),
            collected);
    collected.ifPresent(directory -> describe(failure, failed, directory));
    emit(failed);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  private void describe(BuildException failure, BuildEvent.BuildFailed failed, Path evidence) {
    try {
      new FailureReport(recipe, options, diary).write(evidence, failed, source);
    } catch (IOException | RuntimeException e) {
      // The original failure must reach the user, with or without a report.
      failure.addSuppressed(e);
    }
  }

  /** Works out what {@link #run()} would do; starts no machine, downloads and writes nothing. */
  public BuildPlan plan() {
    try (checkpoints) {
      return new Planner(recipe, options, services, directories, checkpoints).plan();
    }
  }

  /**
   * A shell script that performs the build by hand; its working files are in {@code by-hand/NAME}
   * of the work directory.
   *
   * @param writeMedia whether to write the setup media for the script there, too; they contain a
   *     password and replace those of an earlier script
   * @throws BuildException MEDIA when they are to be written and the install media do not exist
   */
  public String script(boolean writeMedia) {
    BuildDirectories byHand =
        new BuildDirectories(
            options.workDirectory().resolve("by-hand"), recipe.name(), options.outputDirectory());
    return new Planner(recipe, options, services, byHand, checkpoints).script(writeMedia);
  }

  private Instant now() {
    return services.clock().instant();
  }

  private void emit(BuildEvent event) {
    services.listener().on(event);
  }
}
