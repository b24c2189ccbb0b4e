package dev.casement.pipeline.trial;

import dev.casement.report.Printable;
import dev.casement.units.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What was seen and heard in a trial boot that went well.
 *
 * @param machine what it was booted on, such as {@code virtio disk, uefi}
 * @param elapsed from power-on until cloudbase-init's service had done its work
 * @param cloudbaseInit its version; empty if it did not say so
 * @param metadataService the one that it took
 * @param hostName the name that it set; empty if it did not say so
 * @param plugins those that ran, in order
 * @param warnings what it warned of
 * @param excused its errors that the lack of a network explains
 * @param screenshot the last screen, in the directory of the run's logs; may not exist
 */
public record Trial(
    String machine,
    Duration elapsed,
    Optional<String> cloudbaseInit,
    Optional<String> metadataService,
    Optional<String> hostName,
    List<String> plugins,
    List<String> warnings,
    List<String> excused,
    int resets,
    Path screenshot) {
  public Trial {
    plugins = List.copyOf(plugins);
    warnings = List.copyOf(warnings);
    excused = List.copyOf(excused);
  }

  /** For messages: what cloudbase-init did. */
  public String summary() {
    return summary(cloudbaseInit, plugins.size(), elapsed);
  }

  /** As {@link #summary()}, of a trial elsewhere. */
  static String summary(Optional<String> cloudbaseInit, int plugins, Duration elapsed) {
    return String.format(
        Locale.ROOT,
        "cloudbase-init%s ran %d plugins without an error in %s",
        cloudbaseInit.map(version -> " " + version).orElse(""),
        plugins,
        Durations.format(elapsed));
  }

  /** What a user should look at, although no error was reported. */
  public List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    if (hostName.isEmpty()) {
      doubts.add("trial boot: cloudbase-init did not say that it set the host name");
    }
    warnings.forEach(
        warning -> doubts.add("trial boot: cloudbase-init: " + Printable.line(warning)));
    return doubts;
  }
}
