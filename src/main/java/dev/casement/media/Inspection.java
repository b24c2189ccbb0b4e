package dev.casement.media;

import dev.casement.bytes.HostFile;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The result of inspecting a file: install media, driver media, or a separate WIM. */
public sealed interface Inspection {
  /** An ISO that Windows is installed from. */
  record Install(InstallMedia media) implements Inspection {}

  /** An ISO with drivers for Windows. */
  record Drivers(DriverMedia media) implements Inspection {}

  /** A {@code .wim}, {@code .esd} or {@code .swm}. */
  record Wim(WimFile wim) implements Inspection {}

  /**
   * Determines what a file is and reads what Casement needs to know about it.
   *
   * @throws BuildException MEDIA if the file does not exist, is none of these, or is damaged or
   *     truncated; HOST if it cannot be read
   */
  static Inspection of(Path file) {
    try (HostFile source = HostFile.open(file)) {
      if (isWim(source)) {
        return new Wim(WimFile.read(source));
      }
    }
    try (OpticalMedium medium = OpticalMedium.open(file)) {
      if (InstallMedia.isLike(medium)) {
        return new Install(InstallMedia.read(medium));
      }
      List<DriverPackage> packages = new DriverSearch(medium).packages();
      if (packages.isEmpty()) {
        throw medium.lacks(
            "(" + medium.format() + ") has neither an install image nor drivers",
            "name a Windows install ISO (sources/install.wim, .esd or .swm), or virtio-win.iso"
                + " (<driver>/<os>/<arch>)");
      }
      return new Drivers(DriverMedia.of(medium, packages));
    }
  }

  private static boolean isWim(HostFile file) {
    ByteBuffer start = ByteBuffer.allocate(WimFile.MAGIC.length());
    file.read(0, start);
    return new String(start.array(), StandardCharsets.ISO_8859_1).equals(WimFile.MAGIC);
  }
}
