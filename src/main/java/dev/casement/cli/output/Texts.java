package dev.casement.cli.output;

import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildEvent.DiskVerified;
import dev.casement.report.Severity;
import dev.casement.units.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Texts that several listeners share. */
final class Texts {
  private Texts() {}

  /** Why a stage need not run. */
  static String continued(Instant checkpoint) {
    return "continued from the checkpoint of " + checkpoint.truncatedTo(ChronoUnit.SECONDS);
  }

  /** What the checks of the disk have found, in numbers. */
  static String verified(DiskVerified event) {
    long errors = event.count(Severity.ERROR);
    long warnings = event.count(Severity.WARNING);
    return String.format(
        Locale.ROOT,
        "%d rules found %s",
        event.rules(),
        event.findings().isEmpty()
            ? "nothing"
            : String.format(
                Locale.ROOT, "%s, %s", count(errors, "error"), count(warnings, "warning")));
  }

  private static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** Where the image and its record are. */
  static String finished(BuildFinished event) {
    return "done in %s\n  image:  %s\n  record: %s"
        .formatted(Durations.format(event.elapsed()), event.image(), event.manifest());
  }
}
