package dev.casement.media;

import dev.casement.bytes.HostFile;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What a file turned out to be: install media, driver media, or a WIM outside of a medium. */
public sealed interface Inspection {
  /** An ISO that Windows is installed from. */
  record Install(InstallMedia media) implements Inspection {}

  /** An ISO with drivers for Windows. */
  record Drivers(DriverMedia media) implements Inspection {}

  /** A {@code .wim}, {@code .esd} or {@code .swm}. */
  record Wim(WimFile wim) implements Inspection {}

  /**
   * Finds out what a file is, and reads of it what Casement knows of such files.
   *
   * @throws BuildException MEDIA when there is no such file, or it is none of them, damaged or cut
   *     short; HOST when the host cannot read it
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
