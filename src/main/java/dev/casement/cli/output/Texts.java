package dev.casement.cli.output;

import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildEvent.DiskVerified;
import dev.casement.report.Severity;
import dev.casement.units.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Texts that several listeners share. */
final class Texts {
  private Texts() {}

  /** Why a stage need not run. */
  static String continued(Instant checkpoint) {
    return "continued from the checkpoint of " + checkpoint.truncatedTo(ChronoUnit.SECONDS);
  }

  /** What the checks of the disk have found, in numbers. */
  static String verified(DiskVerified event) {
    String found =
        event.findings().isEmpty()
            ? "nothing"
            : Counted.of(event.count(Severity.ERROR), "error")
                + ", "
                + Counted.of(event.count(Severity.WARNING), "warning");
    return Counted.of(event.rules(), "rule") + " found " + found;
  }

  /** Where the image and its record are. */
  static String finished(BuildFinished event) {
    return "done in %s\n  image:  %s\n  record: %s"
        .formatted(Durations.format(event.elapsed()), event.image(), event.manifest());
  }
}
