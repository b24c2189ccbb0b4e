package dev.casement.media;

import dev.casement.media.author.OpticalMedium;
import dev.casement.media.iso.BootCatalog;
import dev.casement.media.volume.MediumFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What makes an install medium start with UEFI without asking for a key.
 *
 * <p>Microsoft's media boot {@code efisys.bin}, whose loader waits for a key, and have beside it
 * {@code efisys_noprompt.bin}, whose loader does not (Microsoft, "Oscdimg Command-Line Options").
 * The catalogue says which one boots by the number of a sector alone: the only checksum in it is
 * that of its first entry ("El Torito" Bootable CD-ROM Format Specification 1.0, section 2).
 *
 * @param position the byte of the medium at which the number stands: four of them, little endian
 * @param sector what the number has to be, in sectors of 2048 bytes
 */
public record NoPromptBoot(long position, long sector) {
  static final String FILE = "efi/microsoft/boot/efisys_noprompt.bin";

  private static final int BLOCK = 512;

  /**
   * Reads it off an install ISO; empty where the medium has no such file, or none that the firmware
   * would take.
   *
   * @throws dev.casement.report.BuildException as {@link OpticalMedium#open}
   */
  public static Optional<NoPromptBoot> of(Path iso) {
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      return of(medium);
    }
  }

  static Optional<NoPromptBoot> of(OpticalMedium medium) {
    List<BootCatalog.Entry> entries =
        medium.bootEntries().stream()
            .filter(entry -> entry.platform() == BootCatalog.Platform.UEFI)
            .toList();
    Optional<MediumFile> image = medium.file(FILE);
    if (entries.size() != 1 || image.isEmpty()) {
      return Optional.empty();
    }
    BootCatalog.Entry entry = entries.getFirst();
    OptionalLong start = image.get().start();
    boolean isWhole = entry.blocks() <= 1 || image.get().size() <= (long) entry.blocks() * BLOCK;
    return start.isPresent() && start.getAsLong() % BootCatalog.SECTOR == 0 && isWhole
        ? Optional.of(new NoPromptBoot(entry.position(), start.getAsLong() / BootCatalog.SECTOR))
        : Optional.empty();
  }
}
