package dev.casement.cli.training;

import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.media.wim.WimFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** An install medium of Windows 7 Professional as far as a build reads it; nothing on it runs. */
final class TrainingMedium {
  private static final int SECTOR = 2048;
  private static final int WIM_HEADER = 208;

  private static final String IMAGES =
      """
      \ufeff<WIM><TOTALBYTES>4096</TOTALBYTES><IMAGE INDEX="1">
      <DIRCOUNT>1</DIRCOUNT><FILECOUNT>1</FILECOUNT><TOTALBYTES>4096</TOTALBYTES>
      <NAME>Windows 7 PROFESSIONAL</NAME><DESCRIPTION>Windows 7 PROFESSIONAL</DESCRIPTION>
      <WINDOWS><ARCH>9</ARCH><EDITIONID>Professional</EDITIONID>
      <INSTALLATIONTYPE>Client</INSTALLATIONTYPE>
      <LANGUAGES><LANGUAGE>en-US</LANGUAGE><DEFAULT>en-US</DEFAULT></LANGUAGES>
      <VERSION><MAJOR>6</MAJOR><MINOR>1</MINOR><BUILD>7601</BUILD><SPBUILD>17514</SPBUILD></VERSION>
      </WINDOWS></IMAGE></WIM>
      """;

  private TrainingMedium() {}

  /** Writes it. */
  static void write(Path iso) throws IOException {
    byte[] catalog = bootCatalog();
    OpticalImage.write(
        iso,
        "TRAINING",
        List.of(MediaFile.of("boot.cat", catalog), MediaFile.of("sources/install.wim", wim())));
    ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(iso)).order(ByteOrder.LITTLE_ENDIAN);
    // Where the descriptor of the Joliet names was: El Torito's boot record; it names the
    // catalogue's sector.
    image.put(17 * SECTOR, new byte[SECTOR]);
    image.put(17 * SECTOR, ascii("\0CD001\1EL TORITO SPECIFICATION"));
    image.putInt(17 * SECTOR + 0x47, sectorOf(catalog, image.array()));
    Files.write(iso, image.array());
  }

  private static int sectorOf(byte[] catalog, byte[] image) {
    int sector = 0;
    while (!Arrays.equals(catalog, 0, SECTOR, image, sector * SECTOR, sector * SECTOR + SECTOR)) {
      sector++;
    }
    return sector;
  }

  /** The validation entry and the entry of a BIOS; source: El Torito 1.0, 2.1 and 2.2. */
  private static byte[] bootCatalog() {
    ByteBuffer catalog = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    catalog.putShort(0, (short) 1).putShort(28, (short) 0x55aa).putShort(30, (short) 0xaa55);
    return catalog.put(32, (byte) 0x88).putShort(38, (short) 1).putInt(40, 16).array();
  }

  /** One that is only a header and metadata; source: as for {@link WimFile}. */
  private static byte[] wim() {
    byte[] images = IMAGES.getBytes(StandardCharsets.UTF_16LE);
    ByteBuffer wim = ByteBuffer.allocate(WIM_HEADER + images.length).order(ByteOrder.LITTLE_ENDIAN);
    wim.put(0, ascii(WimFile.MAGIC)).putInt(8, WIM_HEADER).putInt(12, 0x10d00);
    wim.putShort(40, (short) 1).putShort(42, (short) 1).putInt(44, 1);
    wim.putLong(56, WIM_HEADER);
    wim.putLong(72, images.length).putLong(80, WIM_HEADER).putLong(88, images.length);
    return wim.put(WIM_HEADER, images).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
