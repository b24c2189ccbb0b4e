package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a Windows on a volume is hibernated, by the first bytes of {@code hiberfil.sys}.
 *
 * <p>The marks are those of the documentation of libyal/libhibr ("Windows Hibernation File
 * format"); ntfs-3g refuses to mount a volume with {@code hibr}.
 */
public enum Hibernation {
  /** There is no file, or one without a header. */
  NONE,
  /** A Windows is hibernated and expects the disk to be unchanged. */
  ASLEEP,
  /** A Windows has resumed; the file is left over. */
  WOKEN,
  /** The file begins with unknown bytes. */
  UNKNOWN;

  private static final String FILE = "hiberfil.sys";

  /**
   * Examines the file in a volume's root.
   *
   * @throws dev.casement.disk.image.DiskException if the volume cannot be read
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
