package dev.casement.recipe;

import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Key;
import java.time.Duration;

/**
 * How long each wait may take.
 *
 * <p>The defaults are for real Windows on an ordinary host with KVM: Setup takes 10 to 40 minutes
 * there, a year's updates some hours. An update that hangs takes twice {@code oneUpdate}, which
 * must leave as much of {@code update} for the others.
 *
 * @param acquire all downloads together
 * @param install VM run 1: Setup up to the end of the first logon's steps
 * @param update VM run 2: all rounds of updates and their reboots
 * @param generalize VM run 3: cloudbase-init, the user's scripts, sysprep
 * @param boot a trial boot, until cloudbase-init has done its work
 * @param packaging flattening, compressing and digesting the image
 * @param silence how long a guest may send no message, not use its disk and show nothing new
 * @param resets how many resets in a row without a new step are allowed; one more is a reboot loop
 * @param updateRounds how many rounds of updates are allowed
 * @param oneUpdate how long one attempt to install an update may take
 */
public record Limits(
    @Key(value = "All downloads together.", standard = "4h") @Bounds(least = "1s", most = "168h")
        Duration acquire,
    @Key(value = "Setup, up to the end of the first logon.", standard = "2h")
        @Bounds(least = "1s", most = "168h")
        Duration install,
    @Key(value = "All rounds of updates and their reboots.", standard = "8h")
        @Bounds(least = "1s", most = "168h")
        Duration update,
    @Key(value = "cloudbase-init, your scripts and sysprep.", standard = "2h")
        @Bounds(least = "1s", most = "168h")
        Duration generalize,
    @Key(
            value = "The trial boot of verify.boot, until cloudbase-init has done its work.",
            standard = "15m")
        @Bounds(least = "1s", most = "168h")
        Duration boot,
    @Key(value = "Flattening, compressing and digesting the image.", standard = "2h")
        @Bounds(least = "1s", most = "168h")
        Duration packaging,
    @Key(
            value =
                "How long the guest may send no message, not use its disk and show nothing new.",
            standard = "20m")
        @Bounds(least = "1s", most = "168h")
        Duration silence,
    @Key(
            value =
                "How many resets in a row without a new step are allowed; one more is a reboot loop.",
            standard = "8")
        @Bounds(least = "1", most = "1000")
        int resets,
    @Key(value = "How many rounds of updates are allowed.", standard = "30")
        @Bounds(least = "1", most = "1000")
        int updateRounds,
    @Key(
            value = "How long one update may take; it is tried once more after a reboot.",
            standard = "2h")
        @Bounds(least = "1s", most = "168h")
        Duration oneUpdate) {
  public Limits {
    for (Duration limit :
        new Duration[] {
          acquire, install, update, generalize, boot, packaging, silence, oneUpdate
        }) {
      if (limit.isNegative() || limit.isZero()) {
        throw new IllegalArgumentException("a limit is longer than nothing, got " + limit);
      }
    }
    if (resets < 1) {
      throw new IllegalArgumentException("at least one reset is allowed, got " + resets);
    }
    if (updateRounds < 1) {
      throw new IllegalArgumentException("there is at least one round, got " + updateRounds);
    }
  }

  /** The default limits. */
  public static Limits defaults() {
    return Defaults.of(Limits.class);
  }
}
