package dev.casement.media;

import dev.casement.media.volume.ByteSource;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Says what a file is that was taken for an ISO image. */
final class ForeignFile {
  /** The smallest file with one volume descriptor. */
  private static final long SMALLEST = 17 * 2048L;

  private static final int LOOK = 512;

  /** What files of a kind begin with, in ISO 8859-1. */
  private record Kind(String start, String name, String remedy) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(WimFile.MAGIC, "a WIM file", "name the ISO that it comes from"),
          new Kind("PK\3\4", "a ZIP archive", "unpack it and name the ISO in it"),
          new Kind("\u001f\u008b", "a gzip archive", "unpack it and name the ISO in it"),
          new Kind("\u00fd7zXZ\0", "an xz archive", "unpack it and name the ISO in it"),
          new Kind("7z\u00bc\u00af'\u001c", "a 7z archive", "unpack it and name the ISO in it"),
          new Kind("Rar!", "a RAR archive", "unpack it and name the ISO in it"),
          new Kind("QFI\u00fb", "a qcow2 disk image", "name an ISO"),
          new Kind("MZ", "a Windows program", "download the ISO itself"));

  private static final List<String> MARKUP = List.of("<!doctype", "<html", "<?xml", "<head");

  private ForeignFile() {}

  static BuildException notAnIso(ByteSource file) {
    if (file.size() == 0) {
      return failure(file, "it is empty", "download it again");
    }
    ByteBuffer start = ByteBuffer.allocate(LOOK);
    file.read(0, start);
    String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (MARKUP.stream().anyMatch(word::contains)) {
      return failure(
          file,
          "it starts like a web page at offset 0",
          "the download needs a login or another link: open the address in a browser, download the"
              + " ISO there, and compare its checksum with the publisher's");
    }
    for (Kind kind : KINDS) {
      if (text.startsWith(kind.start())) {
        return failure(file, "it starts like " + kind.name() + " at offset 0", kind.remedy());
      }
    }
    if (file.size() < SMALLEST) {
      return failure(
          file,
          "it ends at offset " + file.size() + ", before the volume descriptor at 32768",
          "download it again and compare its checksum with the publisher's");
    }
    return failure(
        file,
        "at offset 32768 there is no descriptor of an ISO 9660 or UDF volume",
        "check the path, or download it again and compare its checksum with the publisher's");
  }

  private static BuildException failure(ByteSource file, String what, String remedy) {
    return new BuildException(Failure.MEDIA, file.name() + " is no ISO image: " + what, remedy);
  }
}
