package dev.casement.cli.output;

import dev.casement.report.BuildEvent.BuildFinished;
import dev.casement.report.BuildException;
import dev.casement.units.Durations;
import java.time.Duration;
import java.util.Optional;

/** A table of what became of several builds, a line each. */
public final class BuildsSummary {
  private final TextTable table = new TextTable("BUILD", "RESULT", "TIME", "IMAGE");

  /**
   * Adds a build.
   *
   * @param success empty if it failed
   */
  public void add(
      String build,
      Optional<BuildException> failure,
      Optional<BuildFinished> success,
      Duration elapsed) {
    table.add(
        build,
        failure.map(e -> e.failure().word()).orElse("ok"),
        Durations.format(elapsed),
        success.map(event -> event.image().toString()).orElse("-"));
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
