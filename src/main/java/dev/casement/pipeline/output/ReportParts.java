package dev.casement.pipeline.output;

import static dev.casement.pipeline.markup.Markup.element;
import static dev.casement.pipeline.markup.Markup.several;
import static dev.casement.pipeline.markup.Markup.text;

import dev.casement.files.JsonRecords;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.markup.Markup;
import dev.casement.pipeline.markup.Page;
import dev.casement.pipeline.markup.Tables;
import dev.casement.pipeline.output.Manifest.MediumEntry;
import dev.casement.pipeline.output.Manifest.StageEntry;
import dev.casement.pipeline.output.Manifest.StepEntry;
import dev.casement.recipe.yaml.YamlText;
import dev.casement.units.DataSize;
import dev.casement.units.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the reports of finished and of failed builds have in common. */
final class ReportParts {
  private static final String DONE = "done";

  private ReportParts() {}

  /** The media with their digests. */
  static Markup media(Map<String, MediumEntry> media) {
    List<List<Markup>> rows = new ArrayList<>();
    media.forEach(
        (role, medium) ->
            rows.add(
                List.of(
                    text(role),
                    text(medium.origin()),
                    text(new DataSize(medium.size()).toString()),
                    digest(medium.sha256()))));
    return Tables.table(List.of("medium", "from", "size", "SHA-256"), rows);
  }

  static Markup digest(String hex) {
    return element("span", hex).with("class", "digest");
  }

  /**
   * The stages, each with a bar from its start to its end.
   *
   * @param stages in order; one that is not done was skipped, continued or has failed
   */
  static Markup stages(List<StageEntry> stages) {
    if (stages.isEmpty()) {
      return element("p", "No stage had begun.");
    }
    Instant start = stages.getFirst().started();
    double whole =
        stages.stream().mapToDouble(each -> since(start, each) + each.seconds()).max().orElse(0);
    return Tables.table(
        List.of("stage", "time", "when", "outcome"),
        stages.stream()
            .map(
                stage ->
                    List.of(
                        text(stage.stage()),
                        text(time(stage.seconds())),
                        bar(since(start, stage), stage.seconds(), whole, stage.outcome()),
                        outcome(stage.outcome())))
            .toList());
  }

  private static double since(Instant start, StageEntry stage) {
    // A clock may be set back during a build.
    return Math.max(0, Duration.between(start, stage.started()).toMillis() / 1000.0);
  }

  private static Markup bar(double from, double seconds, double whole, String outcome) {
    boolean ran = outcome.equals(DONE) || outcome.equals(BuildDiary.FAILED);
    return ran && whole > 0
        ? Tables.bar(
            from / whole, seconds / whole, outcome.equals(BuildDiary.FAILED) ? "failed" : "ran")
        : text("");
  }

  private static Markup outcome(String outcome) {
    return switch (outcome) {
      case DONE -> element("span", outcome).with("class", "good");
      case BuildDiary.FAILED -> element("span", outcome).with("class", "bad");
      default -> text(outcome);
    };
  }

  /** The steps of a VM run, one after the other. */
  static Markup steps(List<StepEntry> steps) {
    double whole = steps.stream().mapToDouble(StepEntry::seconds).sum();
    double from = 0;
    List<List<Markup>> rows = new ArrayList<>();
    for (StepEntry step : steps) {
      rows.add(
          List.of(
              text(step.step()),
              text(time(step.seconds())),
              bar(from, step.seconds(), whole, DONE)));
      from += step.seconds();
    }
    return Tables.table(List.of("step", "time", "when"), rows);
  }

  /** The recipe with all defaults; secrets are left out of it already. */
  static Markup recipe(Map<String, Object> recipe) {
    return Page.details(
        "The recipe, with every default filled in",
        element("pre", element("code", YamlText.of(recipe))));
  }

  /** A record of the manifest, under the names that it has there. */
  static Markup record(Object record) {
    return Tables.tree(JsonRecords.MAPPER.convertValue(record, Object.class));
  }

  /** A command for a shell. */
  static Markup command(String line) {
    return element("pre", element("code", line));
  }

  /**
   * The command that was run, as far as one is known.
   *
   * @param more options to add to it
   */
  static Markup invocation(String introduction, Invocation invocation, String... more) {
    return invocation
        .and(more)
        .line()
        .map(line -> several(List.of(element("p", introduction), command(line))))
        .orElseGet(() -> text(""));
  }

  /** Tenths of a second where they matter. */
  static String time(double seconds) {
    return seconds < 10
        ? String.format(Locale.ROOT, "%.1fs", seconds)
        : Durations.format(Duration.ofMillis(Math.round(1000 * seconds)));
  }
}
