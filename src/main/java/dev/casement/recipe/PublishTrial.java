package dev.casement.recipe;

import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import java.time.Duration;
import java.util.Optional;

/**
 * The server that an image is tried with before it gets its name in the image store.
 *
 * @param flavor its name or id; empty: the smallest one that the image fits
 * @param network its name or id; empty: the server has no network
 * @param keypair the name of a key pair of the user in the cloud
 * @param limit from the server's start until cloudbase-init has done its work
 */
public record PublishTrial(
    @Key("The flavor, by name or id. Default: the smallest one that the image fits.")
        @Form(value = ONE_LINE, says = "a name or an id, in one line")
        Optional<String> flavor,
    @Key("The network, by name or id. Default: the server has no network.")
        @Form(value = ONE_LINE, says = "a name or an id, in one line")
        Optional<String> network,
    @Key("The name of a key pair in the cloud, with which a password is asked for.")
        @Form(value = ONE_LINE, says = "a name or an id, in one line")
        Optional<String> keypair,
    @Key(value = "How long cloudbase-init may take from the server's start on.", standard = "30m")
        @Bounds(least = "1s", most = "168h")
        Duration limit) {
  private static final String ONE_LINE = "[^\\x00-\\x1F\\x7F-\\x9F]{1,255}";

  public PublishTrial {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("a limit is longer than nothing, got " + limit);
    }
  }

  /** The smallest server without a network. */
  public static PublishTrial usual() {
    return Defaults.of(PublishTrial.class);
  }
}
