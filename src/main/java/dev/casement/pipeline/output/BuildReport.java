package dev.casement.pipeline.output;

import static dev.casement.pipeline.markup.Markup.element;
import static dev.casement.pipeline.markup.Markup.several;
import static dev.casement.pipeline.markup.Markup.text;

import dev.casement.openstack.image.NewImage;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.markup.Markup;
import dev.casement.pipeline.markup.Page;
import dev.casement.pipeline.markup.Tables;
import dev.casement.pipeline.output.Manifest.FindingEntry;
import dev.casement.pipeline.output.Manifest.GuestRunEntry;
import dev.casement.pipeline.output.Manifest.ImageEntry;
import dev.casement.pipeline.run.UpdateOutcome;
import dev.casement.report.Severity;
import dev.casement.units.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report of a finished build: its manifest for readers, with the screens of its machines. */
final class BuildReport {
  private final Manifest manifest;
  private final Path image;
  private final BuildDirectories directories;
  private final Invocation invocation;

  /**
   * @param image where the image will be
   * @param directories of the build, whose working files still exist
   */
  BuildReport(Manifest manifest, Path image, BuildDirectories directories, Invocation invocation) {
    this.invocation = invocation;
    this.manifest = manifest;
    this.image = image;
    this.directories = directories;
  }

  void write(Path target) throws IOException {
    Page page = new Page(manifest.name());
    page.add(element("p", introduction()));
    page.section("Image", image(), record());
    page.section("Built from", windows(), ReportParts.media(manifest.media()), tools());
    page.section("Stages", ReportParts.stages(manifest.stages()), guestRuns());
    page.section("Screens", screens());
    page.section("Updates", updates());
    page.section("Findings", findings());
    manifest.trialBoot().ifPresent(trial -> page.section("Trial boot", ReportParts.record(trial)));
    page.section("Inventory", inventory());
    page.section("In an image store", properties());
    page.section("To repeat it", repeat());
    page.write(target);
  }

  private String introduction() {
    return manifest.rehearsal()
        ? "The image of a rehearsal: the install media were stand-ins, and there is no Windows in it."
        : "%s (%s), built %s by Casement %s."
            .formatted(
                manifest.windows().name(),
                manifest.windows().version(),
                manifest.stages().getFirst().started(),
                manifest.tools().casement());
  }

  private Markup image() {
    ImageEntry entry = manifest.image();
    Map<String, Markup> pairs = new LinkedHashMap<>();
    pairs.put("file", text(entry.file()));
    pairs.put("format", text(entry.format()));
    pairs.put("size", text(new DataSize(entry.size()).toString()));
    pairs.put("virtual size", text(new DataSize(entry.virtualSize()).toString()));
    pairs.put("SHA-256", ReportParts.digest(entry.sha256()));
    pairs.put("SHA-512", ReportParts.digest(entry.sha512()));
    pairs.put("free space (bytes)", ReportParts.record(entry.freeSpace()));
    pairs.put("build", text(manifest.build()));
    return Tables.pairs(pairs);
  }

  private static Markup record() {
    return element(
        "p",
        text("The same for programs: "),
        element("a", "manifest.json").with("href", "manifest.json"));
  }

  private Markup windows() {
    return ReportParts.record(manifest.windows());
  }

  private Markup tools() {
    return element(
        "p",
        "Casement %s, %s, qemu-img %s"
            .formatted(
                manifest.tools().casement(),
                manifest.tools().hypervisor(),
                manifest.tools().qemuImg()));
  }

  private Markup guestRuns() {
    return several(
        manifest.guest().stream()
            .map(
                run ->
                    Page.details(
                        "VM run %s: %s, %s"
                            .formatted(
                                run.run(),
                                counted(run.steps().size(), "step"),
                                counted(run.resets(), "reset")),
                        ReportParts.steps(run.steps()),
                        element("h3", "Facts that the guest reported"),
                        Tables.tree(run.facts())))
            .toList());
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** The last screen of each run of this build; those of continued stages were not kept. */
  private Markup screens() {
    List<Markup> pictures = new ArrayList<>();
    for (GuestRunEntry run : manifest.guest()) {
      Page.picture(
              directories.logs(run.run()).resolve("screen.png"),
              "The last screen of VM run " + run.run())
          .ifPresent(pictures::add);
    }
    if (manifest.trialBoot().isPresent()) {
      Page.picture(
              directories.trialScreenshot(), "A throw-away copy of the disk, booted as an instance")
          .ifPresent(pictures::add);
    }
    return pictures.isEmpty()
        ? element("p", "No machine ran in this build, or none had a screen.")
        : element("div", several(pictures)).with("class", "screens");
  }

  private Markup updates() {
    if (manifest.updates().isEmpty()) {
      return element("p", "The guest reported no update.");
    }
    return Tables.table(
        List.of("update", "outcome", "code", "why"),
        manifest.updates().stream().map(BuildReport::update).toList());
  }

  private static List<Markup> update(UpdateOutcome update) {
    String kind =
        switch (update.outcome()) {
          case "installed" -> "good";
          case "failed" -> "bad";
          default -> "quiet";
        };
    return List.of(
        text(update.update()),
        element("span", update.outcome()).with("class", kind),
        text(update.code()),
        text(update.why()));
  }

  private Markup findings() {
    if (manifest.findings().isEmpty()) {
      return element("p", "None: no rule of casement verify has found anything on the disk.");
    }
    return Tables.table(
        List.of("severity", "place", "finding", "rule"),
        manifest.findings().stream().map(BuildReport::finding).toList());
  }

  private static List<Markup> finding(FindingEntry finding) {
    boolean error = finding.severity().equals(Severity.ERROR.toString());
    return List.of(
        element("span", finding.severity() + (error ? ", allowed by the recipe" : ""))
            .with("class", error ? "bad" : "doubtful"),
        text(finding.place()),
        text(finding.message()),
        text(finding.rule()));
  }

  private Markup inventory() {
    return manifest
        .inventory()
        .map(ReportParts::record)
        .orElseGet(() -> element("p", "Casement found no Windows on the disk."));
  }

  private Markup properties() {
    BuildRecord record = new BuildRecord(manifest, image);
    NewImage stored = record.settings().image(record.name(), record.format(), record.facts());
    Map<String, Markup> pairs = new LinkedHashMap<>();
    pairs.put("name", text(stored.name()));
    pairs.put("disk_format", text(stored.diskFormat()));
    pairs.put("min_disk", text(Long.toString(stored.minDisk())));
    pairs.put("min_ram", text(Long.toString(stored.minRam())));
    new TreeMap<>(stored.properties()).forEach((name, value) -> pairs.put(name, text(value)));
    return several(
        List.of(
            element("p", "casement publish gives the image these attributes and properties:"),
            Tables.pairs(pairs)));
  }

  private Markup repeat() {
    List<Markup> parts = new ArrayList<>();
    parts.add(ReportParts.invocation("The command of this build:", invocation));
    if (!manifest.rehearsal()) {
      parts.add(
          element(
              "p",
              "Without the file of its recipe, save the recipe below, with the digests above as"
                  + " sha256 of its media, and build it with the same version of Casement. A product"
                  + " key of your own is left out."));
    }
    parts.add(element("p", "To check the image again, and that it is this one:"));
    parts.add(
        ReportParts.command(
            "casement verify %s --expect manifest.json%necho %s  %s | sha256sum --check"
                .formatted(
                    manifest.image().file(), manifest.image().sha256(), manifest.image().file())));
    parts.add(ReportParts.recipe(manifest.recipe()));
    return several(parts);
  }
}
