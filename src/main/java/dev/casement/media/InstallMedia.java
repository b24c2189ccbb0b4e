package dev.casement.media;

import dev.casement.media.author.BootMode;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumFile;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import dev.casement.windows.WindowsImage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What can be learned from an install medium without starting a machine.
 *
 * @param label the volume label, possibly empty
 * @param bootModes the firmware that can boot it, by its El Torito catalogue, in enum order
 * @param noPromptBoot how to boot it with UEFI without "Press any key", if that is possible
 * @param standIn whether it is Casement's stand-in for rehearsals, which installs no Windows
 * @param wimPath path of the WIM, spelled as on the medium
 * @param wim the WIM's header and metadata
 */
public record InstallMedia(
    String label,
    Set<BootMode> bootModes,
    Optional<NoPromptBoot> noPromptBoot,
    boolean standIn,
    String wimPath,
    WimFile wim) {
  /** Where Setup looks, in this order; {@code .swm} is the first part of a split WIM. */
  private static final List<String> WIMS =
      List.of("sources/install.wim", "sources/install.esd", "sources/install.swm");

  /** A file that only the media of {@code src/rehearsal} have. */
  private static final String STAND_IN = "rehearsal/release";

  public InstallMedia {
    EnumSet<BootMode> ordered = EnumSet.noneOf(BootMode.class);
    ordered.addAll(bootModes);
    bootModes = Collections.unmodifiableSet(ordered);
  }

  /**
   * Reads an install ISO: only some ten thousand bytes, whatever its size.
   *
   * @throws BuildException MEDIA if the file does not exist, is not an ISO image, has no install
   *     image, or is damaged or truncated; HOST if it cannot be read
   */
  public static InstallMedia inspect(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return read(medium);
    }
  }

  /**
   * Whether an install ISO contains the files of .NET Framework 3.5 for {@code dism /source}: a
   * cabinet {@code microsoft-windows-netfx3-ondemand-package…cab} from 8.1 and 2012 R2 on,
   * directories {@code …_netfx-…} before.
   *
   * @throws BuildException as {@link #inspect(Path)}
   */
  public static boolean bringsNetFx3(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return medium.list("sources/sxs").stream()
          .anyMatch(entry -> entry.name().toLowerCase(Locale.ROOT).contains("netfx"));
    }
  }

  static InstallMedia read(OpticalMedium medium) {
    MediumFile wim = installWim(medium);
    return new InstallMedia(
        medium.label(),
        medium.bootModes(),
        NoPromptBoot.of(medium),
        medium.file(STAND_IN).isPresent(),
        wim.path(),
        WimFile.read(wim));
  }

  /** Whether it has the directories of an install medium; it may still be damaged. */
  static boolean isLike(OpticalMedium medium) {
    return medium.find("sources").isPresent() || isForTwoArchitectures(medium);
  }

  private static boolean isForTwoArchitectures(OpticalMedium medium) {
    return medium.find("x64/sources").isPresent() && medium.find("x86/sources").isPresent();
  }

  /** The images that Setup can install, by index. */
  public List<WindowsImage> images() {
    return wim.images();
  }

  private static MediumFile installWim(OpticalMedium medium) {
    for (String path : WIMS) {
      Optional<MediumFile> file = medium.file(path);
      if (file.isPresent()) {
        return file.get();
      }
    }
    if (isForTwoArchitectures(medium)) {
      throw medium.lacks(
          "is a medium for two architectures, which Casement does not support",
          "use an ISO for one architecture");
    }
    throw medium.lacks(
        "(" + medium.format() + ") has no " + String.join(", ", WIMS),
        "name a Windows install ISO; with driver media, media.drivers is the key");
  }
}
