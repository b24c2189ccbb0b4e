package dev.casement.cli;

import dev.casement.build.Publishing;
import dev.casement.openstack.CloudConfig;
import dev.casement.openstack.CloudFiles;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that build, about what comes after the building. */
final class PublishFlags {
  @Option(
      names = "--publish",
      description = "Put the image into an OpenStack image store; docs/publish.md tells how.")
  private boolean publish;

  @Option(
      names = "--cloud",
      paramLabel = "NAME",
      description = "The cloud of clouds.yaml (default: what OS_CLOUD or the OS_ variables say).")
  private @Nullable String cloud;

  @Mixin private PublishOptions options = new PublishOptions();

  /**
   * Where the image goes, if anywhere; what is wrong with that is said before hours of building.
   *
   * @param rehearsal whether the image will have no Windows in it
   */
  Optional<Publishing> publishing(Surroundings surroundings, boolean rehearsal) {
    if (!publish) {
      return Optional.empty();
    }
    if (rehearsal) {
      options.requireAllowed("this image");
    }
    CloudConfig config =
        new CloudFiles(Path.of("").toAbsolutePath(), surroundings.environment())
            .find(Optional.ofNullable(cloud));
    return Optional.of(
        new Publishing(config, surroundings.environment(), build -> options.order(build, false)));
  }
}
