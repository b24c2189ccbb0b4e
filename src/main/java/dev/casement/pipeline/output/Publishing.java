package dev.casement.pipeline.output;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.recipe.PublishSettings;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.List;
import java.util.Map;

/**
 * Where to publish a build's image.
 *
 * @param clouds at least one
 * @param environment for the proxy variables
 * @param settings the name and attributes of the image in the store
 * @param rehearsalsAllowed whether an image without Windows may be published
 */
public record Publishing(
    List<CloudConfig> clouds,
    Map<String, String> environment,
    PublishSettings settings,
    boolean rehearsalsAllowed) {
  public Publishing {
    clouds = List.copyOf(clouds);
    if (clouds.isEmpty()) {
      throw new IllegalArgumentException("an image is published to one cloud at least");
    }
  }

  /**
   * Requires permission to publish an image without Windows.
   *
   * @throws BuildException USAGE if it is not given
   */
  public void requireRehearsalsAllowed() {
    if (!rehearsalsAllowed) {
      throw refusedRehearsal();
    }
  }

  /** The failure for publishing a rehearsal's image without the user's permission. */
  public static BuildException refusedRehearsal() {
    return new BuildException(
        Failure.USAGE,
        "the image is from a rehearsal and does not contain Windows",
        "publish the image of a real build, or add --allow-rehearsal");
  }
}
