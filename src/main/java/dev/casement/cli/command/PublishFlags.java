package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.publish.ImageStore;
import dev.casement.pipeline.output.Publishing;
import dev.casement.pipeline.trial.CloudTrial;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for publishing of commands that build. */
final class PublishFlags {
  @Option(
      names = "--publish",
      description = "Put the image into an OpenStack image store. See docs/publish.md.")
  private boolean publish;

  @Mixin private PublishOptions options = new PublishOptions();

  /** The cloud that the command line names, the first one if it names several. */
  Optional<String> cloud() {
    return options.cloud();
  }

  /**
   * Where to publish the image, if anywhere. Logs in to each cloud and reads its rules, so that
   * problems are reported before hours of building.
   */
  Optional<Publishing> publishing(Recipe recipe, Surroundings surroundings) {
    if (!publish) {
      return Optional.empty();
    }
    PublishSettings settings = options.over(recipe.publish().orElseGet(PublishSettings::none));
    List<CloudConfig> clouds = PublishOptions.clouds(settings, surroundings);
    for (CloudConfig cloud : clouds) {
      try (ImageStore store =
          ImageStore.of(cloud, surroundings.environment(), surroundings.clock())) {
        store.requireReady(
            settings.said(), settings.trial().map(trial -> new CloudTrial(trial, Path.of(""))));
      }
    }
    return Optional.of(
        new Publishing(clouds, surroundings.environment(), settings, options.rehearsalsAllowed()));
  }
}
