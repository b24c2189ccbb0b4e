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
 * What Casement knows of an install medium before a machine starts.
 *
 * @param label the volume label, possibly empty
 * @param bootModes who can boot it, by its El Torito catalogue, in the order of the enum
 * @param noPromptBoot what makes it start with UEFI without "Press any key", where it has that
 * @param standIn whether it is Casement's own, for rehearsals, and installs no Windows
 * @param wimPath where the WIM is on the medium, as the medium writes it
 * @param wim what the WIM says of itself
 */
public record InstallMedia(
    String label,
    Set<BootMode> bootModes,
    Optional<NoPromptBoot> noPromptBoot,
    boolean standIn,
    String wimPath,
    WimFile wim) {
  /** Where Setup looks, in this order; {@code .swm} is the first part of a split one. */
  private static final List<String> WIMS =
      List.of("sources/install.wim", "sources/install.esd", "sources/install.swm");

  /** What only {@code src/rehearsal} puts on its media. */
  private static final String STAND_IN = "rehearsal/release";

  public InstallMedia {
    EnumSet<BootMode> ordered = EnumSet.noneOf(BootMode.class);
    ordered.addAll(bootModes);
    bootModes = Collections.unmodifiableSet(ordered);
  }

  /**
   * Reads an install ISO; some ten thousand bytes of it, whatever its size.
   *
   * @throws BuildException MEDIA when there is no such file, it is not an ISO image, has no install
   *     image, is damaged or cut short; HOST when the host cannot read it
   */
  public static InstallMedia inspect(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return read(medium);
    }
  }

  /**
   * Whether an install ISO brings the files of .NET Framework 3.5 for {@code dism /source}: a
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

  /** Whether it has the directories of an install medium, sound or not. */
  static boolean isLike(OpticalMedium medium) {
    return medium.find("sources").isPresent() || isForTwoArchitectures(medium);
  }

  private static boolean isForTwoArchitectures(OpticalMedium medium) {
    return medium.find("x64/sources").isPresent() && medium.find("x86/sources").isPresent();
  }

  /** The Windows that it installs, by index. */
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
