package dev.casement.media.author;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.casement.bytes.ByteSource;
import dev.casement.media.wim.WimFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Identifies a file that is not what it was expected to be, by its content. */
public final class ForeignFile {
  /** The smallest file with one volume descriptor. */
  private static final long SMALLEST = 17 * 2048L;

  private static final int LOOK = 1024;

  /** Where a disk with sectors of 512 bytes has its GPT. */
  private static final int GPT = 512;

  private static final int TAR = 257;
  private static final int BOOT_SIGNATURE = 510;

  /** The length of the footers that some formats have instead of a header. */
  private static final int FOOTER = 512;

  private static final String UNPACK = "unpack it and name the ISO in it";
  private static final String ANOTHER = "name an ISO; a disk image cannot be installed from";
  private static final String AGAIN = "download the ISO itself";

  /** A kind of file, with its article, and what to do if an ISO was expected. */
  private record Kind(String name, String remedy) {}

  /** Bytes at an offset that identify a kind of file, in ISO 8859-1. */
  private record Mark(int offset, String bytes, Kind kind) {
    Mark(String start, String name, String remedy) {
      this(0, start, new Kind(name, remedy));
    }
  }

  /**
   * Sources: qemu, block/*.c (the probe functions, which also say that VHD has its cookie at the
   * end, and at the start too when it grows); file(1), magic/Magdir.
   */
  private static final List<Mark> MARKS =
      List.of(
          new Mark(WimFile.MAGIC, "a WIM file", "name the ISO that it comes from"),
          new Mark("PK\3\4", "a ZIP archive", UNPACK),
          new Mark("\u001f\u008b", "a gzip archive", UNPACK),
          new Mark("\u00fd7zXZ\0", "an xz archive", UNPACK),
          new Mark("(\u00b5/\u00fd", "a zstd archive", UNPACK),
          new Mark("BZh", "a bzip2 archive", UNPACK),
          new Mark("7z\u00bc\u00af'\u001c", "a 7z archive", UNPACK),
          new Mark("Rar!", "a RAR archive", UNPACK),
          new Mark(TAR, "ustar", new Kind("a tar archive (an OVA is one)", UNPACK)),
          new Mark("MSCF", "a Windows cabinet (a .cab or .msu file)", AGAIN),
          new Mark("conectix", "a VHD disk image", ANOTHER),
          new Mark("vhdxfile", "a VHDX disk image", ANOTHER),
          new Mark("QFI\u00fb", "a qcow2 disk image", ANOTHER),
          new Mark("QED\0", "a QED disk image", ANOTHER),
          new Mark("KDMV", "a VMDK disk image", ANOTHER),
          new Mark("COWD", "a VMDK disk image", ANOTHER),
          new Mark("# Disk DescriptorFile", "a VMDK disk image", ANOTHER),
          new Mark("<<< ", "a VDI disk image", ANOTHER),
          new Mark("WithoutFreeSpace", "a Parallels disk image", ANOTHER),
          new Mark("WithouFreSpacExt", "a Parallels disk image", ANOTHER),
          new Mark(
              "\0\u00ff\u00ff\u00ff\u00ff\u00ff",
              "a raw CD image with sectors of 2352 bytes",
              "convert it with bchunk or ccd2iso and name the ISO"),
          new Mark("MZ", "a Windows program", AGAIN),
          new Mark(
              "\u00d0\u00cf\u0011\u00e0", "a Windows installer (MSI) or an old Office file", AGAIN),
          new Mark("\u007fELF", "a Linux program", AGAIN),
          new Mark("%PDF", "a PDF document", AGAIN),
          new Mark("version https://git-lfs", "a pointer of Git LFS", "fetch it with git lfs pull"),
          new Mark("d8:announce", "a torrent file", "download what it describes"),
          new Mark("{\"", "a JSON text, such as a server's error", AGAIN));

  /** Marks in the footer, for files that no mark at the start identifies. */
  private static final List<Mark> FOOTERS =
      List.of(
          new Mark("conectix", "a VHD disk image", ANOTHER),
          new Mark("koly", "a DMG disk image", "convert it with dmg2img and name the ISO"));

  private static final List<String> MARKUP = List.of("<!doctype", "<html", "<?xml", "<head");

  private static final Kind PAGE =
      new Kind(
          "a web page",
          "the download needs a login or another link: open the address in a browser, download the"
              + " ISO there, and compare its checksum with the publisher's");

  private ForeignFile() {}

  /** What the file is, with its article, such as {@code a web page}; empty if unknown. */
  public static Optional<String> name(ByteSource file) {
    return kind(file).map(Kind::name);
  }

  static BuildException notAnIso(ByteSource file) {
    if (file.size() == 0) {
      return failure(file, "it is empty", "download it again");
    }
    Optional<Kind> kind = kind(file);
    if (kind.isPresent()) {
      return failure(file, "it is " + kind.get().name(), kind.get().remedy());
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

  private static Optional<Kind> kind(ByteSource file) {
    String start = text(file, 0, LOOK);
    // A page in UTF-16 has a zero byte in each character.
    String words = start.replace("\0", "").toLowerCase(Locale.ROOT);
    if (MARKUP.stream().anyMatch(words::contains)) {
      return Optional.of(PAGE);
    }
    String end = text(file, Math.max(0, file.size() - FOOTER), FOOTER);
    return Stream.of(
            MARKS.stream().filter(mark -> start.startsWith(mark.bytes(), mark.offset())),
            // The footer of old VHDs is one byte shorter.
            FOOTERS.stream()
                .filter(mark -> end.indexOf(mark.bytes()) >= 0 && end.indexOf(mark.bytes()) <= 1))
        .flatMap(marks -> marks)
        .map(Mark::kind)
        .findFirst()
        .or(() -> disk(start));
  }

  private static Optional<Kind> disk(String start) {
    boolean parted =
        start.startsWith("EFI PART", GPT) || start.startsWith("U\u00aa", BOOT_SIGNATURE);
    return parted ? Optional.of(new Kind("a raw disk image", ANOTHER)) : Optional.empty();
  }

  private static String text(ByteSource file, long offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(offset, bytes);
    return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
  }

  private static BuildException failure(ByteSource file, String what, String remedy) {
    return new BuildException(Failure.MEDIA, file.name() + " is not an ISO image: " + what, remedy);
  }
}
