package dev.casement.media;

import dev.casement.media.author.OpticalMedium;
import dev.casement.media.iso.BootCatalog;
import dev.casement.media.volume.MediumFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The change to an install medium that makes it boot with UEFI without asking for a key.
 *
 * <p>Microsoft's media boot {@code efisys.bin}, whose loader waits for a key, and also contain
 * {@code efisys_noprompt.bin}, whose loader does not (Microsoft, "Oscdimg Command-Line Options").
 * The boot catalogue refers to the image by its sector alone; only the catalogue's first entry has
 * a checksum ("El Torito" Bootable CD-ROM Format Specification 1.0, section 2).
 *
 * @param position byte offset of the sector number on the medium: four bytes, little endian
 * @param sector the number to write there, in sectors of 2048 bytes
 */
public record NoPromptBoot(long position, long sector) {
  static final String FILE = "efi/microsoft/boot/efisys_noprompt.bin";

  private static final int BLOCK = 512;

  /**
   * Finds the change for an install ISO; empty if the medium has no such file, or the firmware
   * could not boot it.
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
