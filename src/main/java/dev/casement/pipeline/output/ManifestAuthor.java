package dev.casement.pipeline.output;

import dev.casement.files.JsonRecords;
import dev.casement.guest.GuestReport;
import dev.casement.guest.GuestReport.Fact;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.StageTime;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.output.Manifest.FindingEntry;
import dev.casement.pipeline.output.Manifest.GuestRunEntry;
import dev.casement.pipeline.output.Manifest.ImageEntry;
import dev.casement.pipeline.output.Manifest.MediumEntry;
import dev.casement.pipeline.output.Manifest.StageEntry;
import dev.casement.pipeline.output.Manifest.StepEntry;
import dev.casement.pipeline.output.Manifest.Tools;
import dev.casement.pipeline.output.Manifest.TrialEntry;
import dev.casement.pipeline.output.Manifest.WindowsEntry;
import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.pipeline.run.UpdateOutcome;
import dev.casement.pipeline.trial.Trial;
import dev.casement.pipeline.verify.VerifiedDisk;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.catalogue.Expiry;
import dev.casement.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Writes the manifest: what a build was made from, with which tools, and what its guest reported.
 */
public final class ManifestAuthor {
  /** The version of the format that {@code docs/manifest.md} describes. */
  static final int VERSION = 1;

  private final Recipe recipe;
  private final Supplier<Tools> tools;

  /**
   * @param tools asked when the manifest is written
   */
  public ManifestAuthor(Recipe recipe, Supplier<Tools> tools) {
    this.recipe = recipe;
    this.tools = tools;
  }

  /** The manifest of a finished image. */
  Manifest of(VerifiedDisk verified, ImageArtifact artifact, List<StageTime> stages) {
    GeneralizedDisk disk = verified.generalized();
    return new Manifest(
        VERSION,
        UUID.randomUUID().toString(),
        recipe.name(),
        disk.source().standIn(),
        tools.get(),
        ResolvedRecipe.of(recipe, disk.source()),
        media(disk.source()),
        windows(recipe, disk.source()),
        stages.stream().map(ManifestAuthor::stage).toList(),
        disk.reports().stream().map(ManifestAuthor::guestRun).toList(),
        UpdateOutcome.of(disk.reports()),
        verified.findings().stream().map(ManifestAuthor::finding).toList(),
        verified.trial().map(ManifestAuthor::trial),
        verified.inventory(),
        image(artifact));
  }

  static void write(Path target, Manifest manifest) throws IOException {
    Files.writeString(target, JsonRecords.indented(manifest) + "\n");
  }

  static Map<String, MediumEntry> media(WindowsSource source) {
    Media media = source.media();
    Map<String, MediumEntry> entries = new LinkedHashMap<>();
    entries.put(source.base().isPresent() ? "base" : "install", medium(media.start()));
    media.drivers().ifPresent(drivers -> entries.put("drivers", medium(drivers)));
    media.cloudbaseInit().ifPresent(msi -> entries.put("cloudbaseInit", medium(msi)));
    for (int i = 0; i < media.moreDrivers().size(); i++) {
      entries.put("moreDrivers[" + i + "]", medium(media.moreDrivers().get(i)));
    }
    for (int i = 0; i < media.features().size(); i++) {
      entries.put("features[" + i + "]", medium(media.features().get(i)));
    }
    return entries;
  }

  private static MediumEntry medium(Medium medium) {
    return new MediumEntry(medium.origin(), medium.size(), medium.digest().hex());
  }

  static WindowsEntry windows(Recipe recipe, WindowsSource source) {
    return new WindowsEntry(
        source.release().id(),
        source.image().edition().value(),
        source.image().index().value(),
        source.image().name(),
        source.image().version().toString(),
        source.image().architecture().toString(),
        source.firmware().id(),
        Expiry.of(recipe.media(), source.release(), source.image().edition()).map(Expiry::days));
  }

  private static StageEntry stage(StageTime time) {
    return new StageEntry(time.stage(), time.started(), seconds(time.elapsed()), time.outcome());
  }

  private static GuestRunEntry guestRun(GuestReport report) {
    Map<String, List<String>> facts = new LinkedHashMap<>();
    for (Fact fact : report.facts()) {
      facts.computeIfAbsent(fact.name(), name -> new ArrayList<>()).add(fact.value());
    }
    return new GuestRunEntry(
        report.run(),
        report.resets(),
        report.steps().stream()
            .map(step -> new StepEntry(step.id(), seconds(step.elapsed())))
            .toList(),
        facts);
  }

  private static FindingEntry finding(Finding finding) {
    return new FindingEntry(
        finding.rule().id(),
        finding.rule().severity().toString(),
        finding.place(),
        finding.message());
  }

  private static TrialEntry trial(Trial trial) {
    return new TrialEntry(
        trial.machine(),
        seconds(trial.elapsed()),
        trial.resets(),
        trial.cloudbaseInit(),
        trial.metadataService(),
        trial.hostName(),
        trial.plugins(),
        trial.warnings(),
        trial.excused());
  }

  private ImageEntry image(ImageArtifact artifact) {
    return new ImageEntry(
        String.valueOf(artifact.image().getFileName()),
        recipe.image().format().id(),
        artifact.size().bytes(),
        artifact.virtualSize().bytes(),
        artifact.sha256().hex(),
        artifact.sha512(),
        artifact.freeSpace());
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
