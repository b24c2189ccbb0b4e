package dev.casement.pipeline.output;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.recipe.PublishSettings;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.List;
import java.util.Map;

/**
 * Where a build's image goes once it is made.
 *
 * @param clouds at least one
 * @param environment for the proxy variables
 * @param settings the name and attributes of the image in the store
 * @param rehearsalsAllowed whether it may be an image without Windows
 */
public record Publishing(
    List<CloudConfig> clouds,
    Map<String, String> environment,
    PublishSettings settings,
    boolean rehearsalsAllowed) {
  public Publishing {
    clouds = List.copyOf(clouds);
    environment = Map.copyOf(environment);
    if (clouds.isEmpty()) {
      throw new IllegalArgumentException("an image is published to one cloud at least");
    }
  }

  /**
   * Called for an image without Windows in it.
   *
   * @throws BuildException USAGE unless it may be published all the same
   */
  public void requireRehearsalsAllowed() {
    if (!rehearsalsAllowed) {
      throw refusedRehearsal();
    }
  }

  /** Why the image of a rehearsal is not published unless the user says so. */
  public static BuildException refusedRehearsal() {
    return new BuildException(
        Failure.USAGE,
        "the image is from a rehearsal and does not contain Windows",
        "publish the image of a real build, or add --allow-rehearsal");
  }
}
