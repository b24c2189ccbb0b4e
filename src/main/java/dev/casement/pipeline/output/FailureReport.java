package dev.casement.pipeline.output;

import static dev.casement.pipeline.markup.Markup.element;
import static dev.casement.pipeline.markup.Markup.several;
import static dev.casement.pipeline.markup.Markup.text;

import dev.casement.files.CompleteFile;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.markup.Markup;
import dev.casement.pipeline.markup.Page;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeForm;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildEvent.ImagePublished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The report of a failed build, in its evidence: the cause first. */
public final class FailureReport {
  private static final String FILE = "report.html";

  private final Recipe recipe;
  private final BuildOptions options;
  private final BuildDiary diary;

  /**
   * @param diary has heard the build
   */
  public FailureReport(Recipe recipe, BuildOptions options, BuildDiary diary) {
    this.recipe = recipe;
    this.options = options;
    this.diary = diary;
  }

  /**
   * Writes the report beside the rest of the evidence, from which it takes the screens and the
   * diagnosis.
   *
   * @param source empty if the media were not inspected
   */
  public void write(Path evidence, BuildFailed failed, Optional<WindowsSource> source)
      throws IOException {
    Page page = new Page(recipe.name() + ": the build has failed");
    page.add(cause(evidence, failed));
    List<Markup> screens = screens(evidence);
    if (!screens.isEmpty()) {
      page.section("The last screens", several(screens));
    }
    if (!diary.guest().isEmpty()) {
      page.section("What the guest said last", element("pre", String.join("\n", diary.guest())));
    }
    page.section("Stages", ReportParts.stages(diary.stages(failed.at())));
    page.section("Warnings", warnings());
    source.ifPresent(
        known ->
            page.section(
                "Built from",
                ReportParts.record(ManifestAuthor.windows(recipe, known)),
                ReportParts.media(ManifestAuthor.media(known))));
    page.section("Evidence", files(evidence));
    page.section("To repeat it", repeat(evidence, source));
    CompleteFile.write(evidence.resolve(FILE), page::write);
  }

  private Markup cause(Path evidence, BuildFailed failed) throws IOException {
    List<Markup> parts = new ArrayList<>();
    parts.add(element("p", element("strong", failed.message())));
    parts.add(element("p", text("What to do: "), text(failed.remedy())));
    parts.add(
        element(
                "p",
                "%s (exit code %s)%s, %s, Casement %s"
                    .formatted(
                        failed.failure().word(),
                        failed.failure().exitCode(),
                        failed.stage().map(stage -> " in stage " + stage).orElse(""),
                        failed.at(),
                        options.casementVersion()))
            .with("class", "quiet"));
    diary
        .image()
        .map(image -> element("p", "The image is complete, and stays: " + image))
        .ifPresent(parts::add);
    for (ImagePublished done : diary.published()) {
      parts.add(
          element(
              "p",
              "It is published in %s as %s, \"%s\"."
                  .formatted(done.cloud(), done.id(), done.name())));
    }
    Path diagnosis = evidence.resolve("diagnosis.txt");
    if (Files.exists(diagnosis)) {
      parts.add(element("pre", Files.readString(diagnosis)));
    }
    return element("div", several(parts)).with("class", "cause");
  }

  private static List<Markup> screens(Path evidence) {
    return Stream.of(
            Page.picture(evidence.resolve("screen.png"), "The last screen"),
            Page.picture(
                evidence.resolve("screen-before.png"), "The last screen that looked different"))
        .flatMap(Optional::stream)
        .toList();
  }

  private Markup warnings() {
    return diary.warnings().isEmpty()
        ? element("p", "None.")
        : element(
            "ul", several(diary.warnings().stream().map(text -> element("li", text)).toList()));
  }

  /** The names are Casement's own. */
  private static Markup files(Path evidence) throws IOException {
    try (Stream<Path> files = Files.list(evidence)) {
      return element(
          "ul",
          several(
              files
                  .map(file -> String.valueOf(file.getFileName()))
                  .filter(name -> !name.startsWith(".") && !name.equals(FILE))
                  .sorted()
                  .map(name -> element("li", element("a", name).with("href", "./" + name)))
                  .toList()));
    }
  }

  private Markup repeat(Path evidence, Optional<WindowsSource> source) {
    List<Markup> parts = new ArrayList<>();
    if (Files.exists(evidence.resolve("replay.sh"))) {
      parts.add(
          element(
              "p",
              "replay.sh starts the machine as in the VM run that failed, while the build's files"
                  + " exist: add --on-error abort to keep them."));
    }
    parts.add(
        element(
            "p",
            "The next build continues before the stage that failed, if the checkpoint there still"
                + " fits, and unless --fresh, --from or --refresh-updates say otherwise."));
    parts.add(
        ReportParts.invocation(
            "The command of this build, with an option that leaves everything as it is when a"
                + " stage fails:",
            options.invocation(),
            "--on-error",
            "abort"));
    Map<String, Object> form =
        source
            .map(known -> ResolvedRecipe.of(recipe, known))
            .orElseGet(() -> RecipeForm.of(recipe, Map.of()));
    parts.add(ReportParts.recipe(form));
    return several(parts);
  }
}
