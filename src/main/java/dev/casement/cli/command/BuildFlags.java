package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.failure.OnErrorOption;
import dev.casement.cli.openstack.CloudBuilders;
import dev.casement.cli.output.ProgressOptions;
import dev.casement.cli.web.WebOptions;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.output.Publishing;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that build. */
final class BuildFlags {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the image and its record go (default: ./out/NAME).")
  private @Nullable Path output;

  @Mixin private WorkOptions work = new WorkOptions();

  @Option(
      names = "--force",
      description = "Replace an existing image, once the new one is complete.")
  private boolean force;

  @Mixin private OnErrorOption onError = new OnErrorOption();

  @Option(
      names = "--fresh",
      description = "Repeat every stage, and replace the checkpoints of earlier builds.")
  private boolean fresh;

  @Mixin private HypervisorOptions hypervisor = new HypervisorOptions();
  @Mixin private ProgressOptions progress = new ProgressOptions();
  @Mixin private WebOptions web = new WebOptions();
  @Mixin private PublishFlags publish = new PublishFlags();

  Path workDirectory() {
    return work.directory();
  }

  OnErrorOption onError() {
    return onError;
  }

  ProgressOptions progress() {
    return progress;
  }

  WebOptions web() {
    return web;
  }

  Hypervisor hypervisor(BuildRun.Order order, CommandRunner commands, Surroundings surroundings) {
    CloudBuilders clouds =
        new CloudBuilders(commands, work.directory(), surroundings)
            .named(publish.cloud())
            .withoutNetwork(order.rehearsal());
    return hypervisor.make(order, clouds, commands, work.directory(), surroundings);
  }

  /** Where to publish the image once it is built. */
  Optional<Publishing> publishing(Recipe recipe, Surroundings surroundings) {
    return publish.publishing(recipe, surroundings);
  }

  /** The hypervisor that the command line names, or else this one. */
  HypervisorKind hypervisorKind(HypervisorKind fallback) {
    return hypervisor.kind(fallback);
  }

  /** The recipe with the overrides of the command line. */
  Recipe override(Recipe recipe) {
    return hypervisor.override(recipe);
  }

  /** The options of one of several builds, which has a directory of its own in --output. */
  BuildOptions optionsOfSeveral(Recipe recipe, Path lockFile, Reuse reuse) {
    Path directory =
        output == null ? WorkOptions.defaultOutput(recipe) : output.resolve(recipe.name());
    return options(directory, Optional.of(lockFile), Optional.empty(), reuse);
  }

  /**
   * The options of the build.
   *
   * @param lockFile pins the digests of the media
   * @param fault what a rehearsal's stand-in is to do wrong
   * @param reuse where to continue without --fresh
   */
  BuildOptions options(
      Recipe recipe, Optional<Path> lockFile, Optional<String> fault, Reuse reuse) {
    Path directory = output == null ? WorkOptions.defaultOutput(recipe) : output;
    return options(directory, lockFile, fault, reuse);
  }

  private BuildOptions options(
      Path directory, Optional<Path> lockFile, Optional<String> fault, Reuse reuse) {
    return new BuildOptions(
        work.directory(),
        directory,
        lockFile,
        force,
        fault,
        Help.VERSION,
        fresh ? Reuse.none() : reuse);
  }

  boolean fresh() {
    return fresh;
  }
}
