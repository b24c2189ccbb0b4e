package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.failure.OnErrorOption;
import dev.casement.cli.openstack.CloudBuilders;
import dev.casement.cli.output.ProgressOptions;
import dev.casement.cli.web.WebOptions;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.output.Publishing;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of commands that build. */
final class BuildFlags {
  private static final String OUTPUT = "--output";

  /** What says how a build is shown or how many there are, or is told otherwise. */
  private static final Set<String> NOT_REPEATED =
      Set.of("--progress", "--web", "--gui", "--debug", "--jobs", "--on-error", OUTPUT);

  @Option(
      names = OUTPUT,
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

  /** The directory of one of several builds: each has one of its own in --output. */
  Path outputOfSeveral(Recipe recipe) {
    return output == null ? WorkOptions.defaultOutput(recipe) : output.resolve(recipe.name());
  }

  Path output(Recipe recipe) {
    return output == null ? WorkOptions.defaultOutput(recipe) : output;
  }

  /**
   * The command that repeats one build, with the options that this one was given.
   *
   * @param first the subcommand, and what else belongs at the beginning
   * @param directory where the image of the build goes
   */
  Invocation invocation(CommandSpec command, List<String> first, Path directory) {
    List<String> words = new ArrayList<>();
    words.add("casement");
    words.addAll(first);
    for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
      String name = option.longestName();
      if (NOT_REPEATED.contains(name) || first.contains(name)) {
        continue;
      }
      if (option.arity().max() == 0) {
        words.add(name);
      } else {
        option.originalStringValues().forEach(value -> words.addAll(List.of(name, value)));
      }
    }
    if (output != null) {
      words.addAll(List.of(OUTPUT, directory.toString()));
    }
    return new Invocation(words);
  }

  /**
   * The options of the build.
   *
   * @param lockFile pins the digests of the media
   * @param fault what a rehearsal's stand-in is to do wrong
   * @param reuse where to continue without --fresh
   */
  BuildOptions options(
      Path directory,
      Optional<Path> lockFile,
      Optional<String> fault,
      Reuse reuse,
      Invocation invocation) {
    return new BuildOptions(
        work.directory(),
        directory,
        lockFile,
        force,
        fault,
        Help.VERSION,
        fresh ? Reuse.none() : reuse,
        invocation);
  }

  boolean fresh() {
    return fresh;
  }
}
