package dev.casement.cli.output;

import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.units.Durations;

/** Texts that several listeners share. */
final class Texts {
  private Texts() {}

  /** Where the image and its record are. */
  static String finished(BuildFinished event) {
    return "done in %s\n  image:  %s\n  record: %s"
        .formatted(Durations.format(event.elapsed()), event.image(), event.manifest());
  }
}
