package dev.casement.cli.output;

import dev.casement.media.DriverMedia;
import dev.casement.media.DriverPackage;
import dev.casement.media.Inspection;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.media.wim.WimFile;
import dev.casement.report.Printable;
import dev.casement.units.DataSize;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The output of {@code inspect} for people. */
public final class InspectionText {
  private InspectionText() {}

  public static String of(Path file, Inspection inspection) {
    String name = Printable.line(file.toString());
    String text =
        switch (inspection) {
          case Inspection.Install(InstallMedia media) -> install(name, media);
          case Inspection.Wim(WimFile wim) ->
              "%s: %s%n%n%s".formatted(name, format(wim), images(wim));
          case Inspection.Drivers(DriverMedia media) -> drivers(name, media);
        };
    return text + warnings(InspectionWarnings.of(inspection));
  }

  private static String warnings(List<String> warnings) {
    return warnings.isEmpty()
        ? ""
        : warnings.stream()
            .map(warning -> "warning: " + Printable.line(warning) + "\n")
            .collect(Collectors.joining("", "\n", ""));
  }

  private static String install(String name, InstallMedia media) {
    String boot =
        media.bootModes().isEmpty()
            ? "nothing: it has no boot catalogue"
            : media.bootModes().stream()
                .map(InspectionJson::word)
                .collect(Collectors.joining(" and "));
    return """
    %s: install medium %s
      boots on  %s
      prompt    %s
      images    %s, %s

    %s\
    """
        .formatted(
            name,
            label(media.label()),
            boot,
            prompt(media),
            Printable.line(media.wimPath()),
            format(media.wim()),
            images(media.wim()));
  }

  /** With BIOS an install medium asks only if the first disk is already bootable. */
  private static String prompt(InstallMedia media) {
    if (!media.bootModes().contains(BootMode.UEFI)) {
      return "none on an empty disk";
    }
    return media.noPromptBoot().isPresent()
        ? "with UEFI, for a key; there is also a boot image that does not ask"
        : "with UEFI, for a key; there is no boot image that does not ask";
  }

  private static String label(String label) {
    return label.isEmpty() ? "without a label" : '"' + Printable.line(label) + '"';
  }

  private static String format(WimFile wim) {
    String compression =
        wim.compression() == WimFile.Compression.NONE
            ? "not compressed"
            : wim.compression().name() + (wim.solid() ? ", solid (ESD)" : "");
    return wim.isSplit()
        ? String.format(
            Locale.ROOT,
            "%s; part %d of %d of a split WIM: Setup takes all parts, wimlib-imagex join makes one"
                + " of them",
            compression,
            wim.part(),
            wim.parts())
        : compression;
  }

  private static String images(WimFile wim) {
    TextTable table =
        new TextTable(
            "index",
            "name",
            "edition ID",
            "release",
            "version",
            "arch",
            "languages",
            "type",
            "size");
    for (WindowsImage image : wim.images()) {
      table.add(
          String.valueOf(image.index().value()),
          String.join(" / ", image.names()),
          image.edition().value(),
          Release.of(image).map(Release::id).orElse("unknown"),
          image.version().toString(),
          image.architecture().toString(),
          String.join(", ", image.languages()),
          image.installationType().wimName(),
          new DataSize(image.totalBytes()).toString());
    }
    StringBuilder text = new StringBuilder(wim.images().isEmpty() ? "" : table.toString());
    for (WimFile.OtherImage other : wim.others()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %d  %s: %s%n",
              other.index().value(),
              Printable.line(other.name()),
              Printable.line(other.why())));
    }
    return text.toString();
  }

  private static String drivers(String name, DriverMedia media) {
    TextTable table = new TextTable("folder", "arch", "releases", "version", "drivers");
    // Most drivers of a folder share one version; others get their own line.
    Map<List<String>, List<String>> groups = new LinkedHashMap<>();
    for (DriverPackage driver : media.packages()) {
      groups
          .computeIfAbsent(
              List.of(
                  driver.folder(),
                  driver.architecture().toString(),
                  String.join(", ", InspectionJson.releases(driver)),
                  driver.version().orElse("unknown")),
              key -> new ArrayList<>())
          .add(driver.driver());
    }
    groups.entrySet().stream()
        .sorted(
            Map.Entry.comparingByKey(
                (a, b) -> String.join("\0", a).compareTo(String.join("\0", b))))
        .forEach(
            group -> {
              List<String> key = group.getKey();
              table.add(
                  key.get(0),
                  key.get(1),
                  key.get(2),
                  key.get(3),
                  String.join(", ", group.getValue()));
            });
    return """
    %s: driver medium %s
      guest agent  %s

    %s\
    """
        .formatted(
            name,
            label(media.label()),
            media.guestAgent().map(Printable::line).orElse("none"),
            table);
  }
}
