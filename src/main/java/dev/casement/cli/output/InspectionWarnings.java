package dev.casement.cli.output;

import dev.casement.media.DriverMedia;
import dev.casement.media.DriverWarnings;
import dev.casement.media.Inspection;
import dev.casement.media.InstallMedia;
import dev.casement.media.wim.WimFile;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;

/** Warnings about contents of a medium that are unsupported or cause problems. */
final class InspectionWarnings {
  private InspectionWarnings() {}

  static List<String> of(Inspection inspection) {
    return switch (inspection) {
      case Inspection.Install(InstallMedia media) -> images(media.images());
      case Inspection.Wim(WimFile wim) -> images(wim.images());
      case Inspection.Drivers(DriverMedia media) -> DriverWarnings.of(media.packages());
    };
  }

  private static List<String> images(List<WindowsImage> images) {
    return images.stream()
        .filter(
            image -> Release.of(image).filter(release -> !release.hasPowerShell(image)).isPresent())
        .map(
            image ->
                "index %s is a Server Core without PowerShell, which Casement does not build"
                    .formatted(image.index()))
        .toList();
  }
}
