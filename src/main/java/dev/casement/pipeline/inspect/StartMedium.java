package dev.casement.pipeline.inspect;

import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.verify.BaseImage;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a build starts from, as far as it has been read.
 *
 * @param images of the install medium, or the one of the base image
 * @param bootModes the firmware that can boot it
 * @param standIn whether it is for rehearsals: such a medium needs less disk and memory than
 *     Windows
 * @param base empty for an install medium
 */
public record StartMedium(
    List<WindowsImage> images, Set<BootMode> bootModes, boolean standIn, Optional<BaseImage> base) {
  public StartMedium {
    images = List.copyOf(images);
    bootModes = Set.copyOf(bootModes);
  }

  /** What it is, for messages. */
  String noun() {
    return base.isPresent() ? "base image" : "install medium";
  }

  public static StartMedium of(InstallMedia medium) {
    return new StartMedium(medium.images(), medium.bootModes(), medium.standIn(), Optional.empty());
  }

  public static StartMedium of(BaseImage base) {
    return new StartMedium(
        List.of(base.image()),
        Set.of(base.uefi() ? BootMode.UEFI : BootMode.BIOS),
        base.standIn(),
        Optional.of(base));
  }
}
