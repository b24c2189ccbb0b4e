package dev.casement.pipeline;

import dev.casement.disk.ClusterCompression;
import dev.casement.disk.QemuImg;
import dev.casement.files.Directories;
import dev.casement.files.HostSpace;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Chain;
import dev.casement.pipeline.engine.Leftovers;
import dev.casement.pipeline.engine.Scope;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.Stages;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.pipeline.inspect.WindowsSource;
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
 * One build, from its recipe to an image: the stages of {@code docs/execution-flow.md} in their
 * order.
 *
 * <p>Whatever happens, no machine, socket, lock or temporary file is left when {@link #run()} is
 * over; what a failed VM run leaves as evidence is in the output's {@code evidence} directory.
 */
public final class Build {
  /** Windows grows while it installs and takes updates, and the image is made beside the disk. */
  private static final int DISK_PER_IMAGE = 3;

  private final Recipe recipe;
  private final BuildOptions options;
  private final Services services;
  private final BuildDirectories directories;
  private final Optional<Publishing> publishing;

  public Build(Recipe recipe, BuildOptions options, Services services) {
    this(recipe, options, services, Optional.empty());
  }

  /** A build whose image goes into an image store, if there is one. */
  public Build(
      Recipe recipe, BuildOptions options, Services services, Optional<Publishing> publishing) {
    this.publishing = publishing;
    this.recipe = recipe;
    this.options = options;
    this.services = services.heardBy(new Listeners(List.of(services.listener()), services.clock()));
    this.directories = BuildDirectories.of(recipe, options);
  }

  /**
   * Makes the image; an interrupt of the calling thread stops it.
   *
   * @throws BuildException after a {@link BuildEvent.BuildFailed} that says the same
   */
  public ImageArtifact run() {
    Instant started = now();
    tell(new BuildEvent.BuildStarted(started, recipe.name(), stageNames()));
    ImageArtifact image = inScope();
    tell(
        new BuildEvent.BuildFinished(
            now(), Duration.between(started, now()), image.image(), image.manifest()));
    return image;
  }

  private ImageArtifact inScope() {
    boolean made = false;
    try (Scope scope = new Scope()) {
      ImageArtifact image = attempt(scope);
      made = true;
      return image;
    } catch (BuildException e) {
      // What an attempt throws is told already; what cannot be cleaned up after one is not.
      throw made ? told(e, Optional.empty()) : e;
    }
  }

  /** The names of its stages, in their order. */
  public List<String> stageNames() {
    Stream<String> last = publishing.map(target -> new PublishImage(target).name()).stream();
    return Stream.concat(chain().names().stream(), last).toList();
  }

  private Chain<Recipe, ImageArtifact, BuildStages.Outlook> chain() {
    return new BuildStages(recipe, options, services, directories).chain(this::check);
  }

  /** Before the machines have run for nothing. */
  private void check(WindowsSource source) {
    publishing.filter(target -> source.standIn()).ifPresent(Publishing::requireRehearsalsAllowed);
    requireSpace(source);
  }

  private ImageArtifact make(Stages stages, Scope scope) {
    try {
      return chain().run(stages, recipe);
    } catch (BuildException e) {
      if (e.failure() == Failure.VERIFY) {
        // What is wrong is on the disk.
        scope.keepWork(true);
      }
      throw e;
    }
  }

  private ImageArtifact attempt(Scope scope) {
    Stages stages = new Stages(scope, services.clock(), services.listener());
    try {
      requireNoOutput(recipe, options);
      BuildDirectories.makePrivate(directories.builds());
      scope.register(BuildLock.acquire(directories.lock()));
      Leftovers.requireNone(directories);
      services.hypervisor().requireFree(recipe.name());
      scope.keepWork(options.keepFailed());
      scope.registerWork(Workspace.create(directories));
      if (recipe.image().clusters().equals(Optional.of(ClusterCompression.ZSTD))) {
        new QemuImg(services.commands()).requireZstd();
      }
      HostFiles.require(recipe, services.commands())
          .forEach(text -> tell(new BuildEvent.Warning(now(), text)));
      ImageArtifact image = make(stages, scope);
      Directories.deleteTree(directories.evidence());
      scope.keepWork(false);
      publishing.ifPresent(target -> stages.run(new PublishImage(target), image));
      return image;
    } catch (BuildException e) {
      throw told(e, stages.current());
    } catch (IOException | UncheckedIOException e) {
      throw told(
          new BuildException(
              Failure.HOST,
              "a file could not be read or written: " + e.getMessage(),
              "check space and permissions of --work-dir and --output",
              e),
          stages.current());
    } catch (RuntimeException e) {
      throw told(BuildException.defect(e), stages.current());
    }
  }

  /**
   * Refuses an image or a record that already exists, unless it may be replaced; {@link #run()}
   * begins with this, too.
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

  private void requireSpace(WindowsSource source) {
    HostSpace.require(
        directories.work(),
        new DataSize(source.image().totalBytes() * DISK_PER_IMAGE),
        "the virtual disk",
        "--work-dir");
  }

  /** Keeps the evidence and tells the listener, whether or not the thread was interrupted. */
  private BuildException told(BuildException thrown, Optional<Stage<?, ?>> stage) {
    boolean interrupted = Thread.interrupted();
    // An interrupt closes the files that are being read or written: what that looks like is no
    // matter, the build was stopped.
    BuildException failure = interrupted ? BuildException.cancelled() : thrown;
    if (failure != thrown) {
      // What could not be cleaned up.
      Stream.of(thrown.getSuppressed()).forEach(failure::addSuppressed);
    }
    Optional<Path> evidence = new Evidence(directories).collect(failure, stage);
    tell(
        new BuildEvent.BuildFailed(
            now(),
            failure.failure(),
            stage.map(Stage::name),
            failure.what(),
            failure.remedy(),
            evidence));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  /** What {@link #run()} would do; starts no machine, downloads nothing and writes nothing. */
  public BuildPlan plan() {
    return new Planner(recipe, options, services, directories).plan();
  }

  /**
   * A shell script that does by hand what {@link #run()} does; its working files are in {@code
   * by-hand/NAME} of the work directory.
   *
   * @param writeMedia whether the setup media that it names are written there, too; they hold a
   *     password and replace those of an earlier script
   * @throws BuildException MEDIA when they are to be written and the install media do not exist
   */
  public String script(boolean writeMedia) {
    BuildDirectories byHand =
        new BuildDirectories(
            options.workDirectory().resolve("by-hand"), recipe.name(), options.outputDirectory());
    return new Planner(recipe, options, services, byHand).script(writeMedia);
  }

  private Instant now() {
    return services.clock().instant();
  }

  private void tell(BuildEvent event) {
    services.listener().on(event);
  }
}
