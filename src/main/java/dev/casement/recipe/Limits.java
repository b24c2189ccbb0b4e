package dev.casement.recipe;

import java.time.Duration;

/**
 * How long each wait may take; the one place of the defaults.
 *
 * @param acquire all downloads together
 * @param install VM run 1: Setup up to the end of the first logon's steps
 * @param update VM run 2: all rounds of updates and their reboots
 * @param generalize VM run 3: cloudbase-init, the user's scripts, sysprep
 * @param packaging flattening, compressing and digesting the image
 * @param silence how long a guest may say nothing, write nothing and show nothing new
 * @param resets how many resets in a row without a new step are allowed; one more is a reboot loop
 * @param updateRounds how many searches for updates may find any
 * @param oneUpdate how long one try of an update may take before it is given up
 */
public record Limits(
    Duration acquire,
    Duration install,
    Duration update,
    Duration generalize,
    Duration packaging,
    Duration silence,
    int resets,
    int updateRounds,
    Duration oneUpdate) {
  public Limits {
    for (Duration limit :
        new Duration[] {acquire, install, update, generalize, packaging, silence, oneUpdate}) {
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

  /**
   * For real Windows on an ordinary host with KVM: Setup takes 10 to 40 minutes there, a year's
   * updates some hours. An update that never ends takes two tries of its own limit, and has to
   * leave as much of the run's for the others.
   */
  public static Limits defaults() {
    return new Limits(
        Duration.ofHours(4),
        Duration.ofHours(2),
        Duration.ofHours(8),
        Duration.ofHours(2),
        Duration.ofHours(2),
        Duration.ofMinutes(20),
        8,
        30,
        Duration.ofHours(2));
  }
}
