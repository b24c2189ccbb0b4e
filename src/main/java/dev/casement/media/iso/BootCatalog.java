package dev.casement.media.iso;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import dev.casement.report.BuildException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The boot entries of a medium.
 *
 * <p>Format: "El Torito" Bootable CD-ROM Format Specification 1.0, section 2 (catalogue) and figure
 * 7 (boot record); platform 0xEF is UEFI's (UEFI Specification, "ISO-9660 and El Torito").
 */
public final class BootCatalog {
  /** The platform that an entry is for. */
  public enum Platform {
    BIOS,
    UEFI,
    /** PowerPC or old Macintosh; not on Windows media. */
    OTHER;

    private static Platform of(int code) {
      return switch (code) {
        case 0 -> BIOS;
        case 0xef -> UEFI;
        default -> OTHER;
      };
    }
  }

  /**
   * A bootable image.
   *
   * @param sector where it begins, in sectors of 2048 bytes
   * @param position byte offset of the sector number on the medium: four bytes, little endian
   * @param blocks how long it is, in blocks of 512 bytes; 0 and 1 mean up to the end of the medium
   *     (UEFI Specification, "ISO-9660 and El Torito")
   */
  public record Entry(Platform platform, long sector, long position, int blocks) {}

  /** The unit of {@link Entry#sector()}, in bytes. */
  public static final int SECTOR = 2048;

  private static final int ENTRY = 32;
  private static final int BOOTABLE = 0x88;
  private static final int SECTION = 0x90;
  private static final int LAST_SECTION = 0x91;
  private static final int EXTENSION = 0x44;

  private final Block catalog;
  private final List<Entry> entries = new ArrayList<>();

  private BootCatalog(Block catalog) {
    this.catalog = catalog;
  }

  /**
   * Reads the catalogue; it is empty if the medium has no boot record.
   *
   * @throws BuildException MEDIA if the catalogue of an existing boot record is damaged
   */
  public static List<Entry> read(ByteSource medium, VolumeDescriptors descriptors) {
    Optional<Block> record =
        descriptors.bootRecords().stream()
            .filter(block -> block.has(7, "EL TORITO SPECIFICATION"))
            .findFirst();
    if (record.isEmpty()) {
      return List.of();
    }
    long position = record.get().u32(71) * SECTOR;
    BootCatalog catalog =
        new BootCatalog(Block.read(medium, position, SECTOR, "the boot catalogue"));
    catalog.parse();
    return List.copyOf(catalog.entries);
  }

  private void parse() {
    int sum = 0;
    for (int at = 0; at < ENTRY; at += 2) {
      sum += catalog.u16(at);
    }
    if (catalog.u8(0) != 1 || catalog.u16(30) != 0xaa55 || (sum & 0xffff) != 0) {
      throw catalog.damage(0, "the boot catalogue does not begin with a valid entry");
    }
    add(Platform.of(catalog.u8(1)), ENTRY);
    sections(2 * ENTRY);
  }

  private void sections(int start) {
    int at = start;
    while (at < SECTOR && isSection(catalog.u8(at))) {
      boolean last = catalog.u8(at) == LAST_SECTION;
      Platform platform = Platform.of(catalog.u8(at + 1));
      int count = catalog.u16(at + 2);
      at += ENTRY;
      for (int i = 0; i < count && at < SECTOR; i++) {
        add(platform, at);
        at += ENTRY;
        while (at < SECTOR && catalog.u8(at) == EXTENSION) {
          at += ENTRY;
        }
      }
      if (last) {
        return;
      }
    }
  }

  private static boolean isSection(int indicator) {
    return indicator == SECTION || indicator == LAST_SECTION;
  }

  private void add(Platform platform, int at) {
    if (catalog.u8(at) == BOOTABLE) {
      entries.add(
          new Entry(platform, catalog.u32(at + 8), catalog.position(at + 8), catalog.u16(at + 6)));
    }
  }
}
