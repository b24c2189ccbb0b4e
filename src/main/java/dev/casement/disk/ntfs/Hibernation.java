package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a Windows sleeps on a volume, by the first bytes of its {@code hiberfil.sys}.
 *
 * <p>The marks are those of the documentation of libyal/libhibr ("Windows Hibernation File
 * format"); ntfs-3g refuses to mount where {@code hibr} is.
 */
public enum Hibernation {
  /** There is no file, or one without a header. */
  NONE,
  /** A Windows was put to sleep and expects the disk as it left it. */
  ASLEEP,
  /** A Windows has been woken; the file is left over. */
  WOKEN,
  /** The file begins in a way that is not known here. */
  UNKNOWN;

  private static final String FILE = "hiberfil.sys";

  /**
   * Looks into the file in a volume's root.
   *
   * @throws dev.casement.disk.image.DiskException when the volume cannot be read
   */
  public static Hibernation of(NtfsVolume volume) {
    Optional<NtfsFile> file = volume.find(FILE);
    if (file.isEmpty()) {
      return NONE;
    }
    ByteSource content = file.get().open();
    byte[] mark = new byte[4];
    int count = content.read(0, ByteBuffer.wrap(mark));
    if (count < mark.length) {
      return NONE;
    }
    return switch (new String(mark, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT)) {
      case "hibr", "rstr" -> ASLEEP;
      case "wake" -> WOKEN;
      case "\0\0\0\0" -> NONE;
      default -> UNKNOWN;
    };
  }
}
