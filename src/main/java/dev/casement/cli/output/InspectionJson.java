package dev.casement.cli.output;

import dev.casement.media.DriverMedia;
import dev.casement.media.DriverPackage;
import dev.casement.media.Inspection;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.media.wim.WimFile;
import dev.casement.windows.EditionId;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The output of {@code inspect --format json}; {@code docs/cli.md} documents it. */
public final class InspectionJson {
  private InspectionJson() {}

  /** Every key is always present, whatever the file is. */
  public static Map<String, Object> of(Path file, Inspection inspection) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file", file.toString());
    object.putAll(
        switch (inspection) {
          case Inspection.Install(InstallMedia media) -> install(media);
          case Inspection.Wim(WimFile wim) -> wim(wim);
          case Inspection.Drivers(DriverMedia media) -> drivers(media);
        });
    for (String list : List.of("images", "otherImages", "bootModes", "drivers")) {
      object.putIfAbsent(list, List.of());
    }
    object.put("warnings", InspectionWarnings.of(inspection));
    return object;
  }

  private static Map<String, Object> install(InstallMedia media) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", "install");
    object.put("label", media.label());
    object.put("wim", wimEntry(media.wim()));
    object.putAll(images(media.wim()));
    object.put("bootModes", media.bootModes().stream().map(InspectionJson::word).toList());
    object.put("noPromptFiles", media.noPromptBoot().isPresent());
    return object;
  }

  private static Map<String, Object> wim(WimFile wim) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", "wim");
    object.put("wim", wimEntry(wim));
    object.putAll(images(wim));
    return object;
  }

  private static Map<String, Object> drivers(DriverMedia media) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", "drivers");
    object.put("label", media.label());
    object.put("guestAgent", media.guestAgent().orElse(null));
    object.put("drivers", media.packages().stream().map(InspectionJson::driver).toList());
    return object;
  }

  private static Map<String, Object> wimEntry(WimFile wim) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("compression", wim.compression().name().toLowerCase(Locale.ROOT));
    object.put("solid", wim.solid());
    object.put("part", wim.part());
    object.put("parts", wim.parts());
    return object;
  }

  private static Map<String, Object> images(WimFile wim) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("images", wim.images().stream().map(InspectionJson::image).toList());
    object.put("otherImages", wim.others().stream().map(InspectionJson::other).toList());
    return object;
  }

  private static Map<String, Object> image(WindowsImage image) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("index", image.index().value());
    object.put("name", image.name());
    object.put("displayName", image.displayName());
    object.put("editionId", image.edition().value());
    object.put("release", Release.of(image).map(Release::id).orElse(null));
    object.put("version", image.version().toString());
    object.put("build", image.version().build());
    object.put("architecture", image.architecture().toString());
    object.put("languages", image.languages());
    object.put("installationType", image.installationType().wimName());
    object.put("totalBytes", image.totalBytes());
    return object;
  }

  private static Map<String, Object> other(WimFile.OtherImage image) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("index", image.index().value());
    object.put("name", image.name());
    object.put("displayName", image.displayName());
    object.put("editionId", image.edition().map(EditionId::value).orElse(null));
    object.put("version", image.version().map(WindowsVersion::toString).orElse(null));
    object.put("build", image.version().map(WindowsVersion::build).orElse(null));
    object.put("totalBytes", image.totalBytes());
    object.put("why", image.why());
    return object;
  }

  private static Map<String, Object> driver(DriverPackage driver) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("driver", driver.driver());
    object.put("folder", driver.folder());
    object.put("releases", releases(driver));
    object.put("architecture", driver.architecture().toString());
    object.put("version", driver.version().orElse(null));
    object.put("path", driver.path());
    return object;
  }

  /** The ids of the releases whose drivers are in this package's folder. */
  static List<String> releases(DriverPackage driver) {
    return Arrays.stream(Release.values())
        .filter(release -> release.driverFolder().equalsIgnoreCase(driver.folder()))
        .filter(release -> release.existsFor(driver.architecture()))
        .map(Release::id)
        .toList();
  }

  static String word(BootMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
