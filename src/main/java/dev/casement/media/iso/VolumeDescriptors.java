package dev.casement.media.iso;

import dev.casement.bytes.ByteSource;
import dev.casement.media.volume.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The volume descriptors from sector 16 on, of ISO 9660 and of the volume recognition sequence that
 * UDF puts after them.
 *
 * <p>ECMA-119, 8.1: type, {@code CD001}, version, in sectors of 2048 bytes up to a terminator.
 * ECMA-167, 2/8 and 3/9.1: {@code BEA01}, {@code NSR02} or {@code NSR03}, {@code TEA01} likewise.
 */
public final class VolumeDescriptors {
  private static final int SECTOR = 2048;
  private static final long START = 16L * SECTOR;

  /** More descriptors than any medium has. */
  private static final int LIMIT = 64;

  private static final int BOOT_RECORD = 0;
  private static final int PRIMARY = 1;
  private static final int SUPPLEMENTARY = 2;

  private final List<Block> iso;
  private final boolean udf;

  private VolumeDescriptors(List<Block> iso, boolean udf) {
    this.iso = iso;
    this.udf = udf;
  }

  /**
   * Reads them; empty for a medium that is neither ISO 9660 nor UDF.
   *
   * <p>UDF with sectors of 4096 bytes, as on disk images, has one descriptor in each sector (OSTA
   * UDF 2.60, 2.1.7).
   */
  public static VolumeDescriptors read(ByteSource medium) {
    VolumeDescriptors optical = read(medium, SECTOR);
    return optical.udf || !optical.iso.isEmpty() ? optical : read(medium, 2 * SECTOR);
  }

  private static VolumeDescriptors read(ByteSource medium, int step) {
    List<Block> iso = new ArrayList<>();
    boolean udf = false;
    for (int i = 0; i < LIMIT; i++) {
      long position = START + (long) i * step;
      if (position + SECTOR > medium.size()) {
        break;
      }
      Block descriptor = Block.read(medium, position, SECTOR, "a volume descriptor");
      if (descriptor.has(1, "CD001")) {
        iso.add(descriptor);
      } else if (descriptor.has(1, "NSR02") || descriptor.has(1, "NSR03")) {
        udf = true;
      } else if (!descriptor.has(1, "BEA01") && !descriptor.has(1, "BOOT2")) {
        break;
      }
    }
    return new VolumeDescriptors(List.copyOf(iso), udf);
  }

  /** Whether the recognition sequence announces a UDF volume. */
  public boolean announceUdf() {
    return udf;
  }

  Optional<Block> primary() {
    return ofType(PRIMARY).stream().findFirst();
  }

  List<Block> supplementary() {
    return ofType(SUPPLEMENTARY);
  }

  List<Block> bootRecords() {
    return ofType(BOOT_RECORD);
  }

  private List<Block> ofType(int type) {
    return iso.stream().filter(descriptor -> descriptor.u8(0) == type).toList();
  }
}
