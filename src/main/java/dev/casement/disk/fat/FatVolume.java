package dev.casement.disk.fat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import dev.casement.disk.image.Slice;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A FAT volume, read only.
 *
 * <p>After Microsoft's "FAT: General Overview of On-Disk Format", version 1.03.
 */
public final class FatVolume {
  private static final int LENGTH = 512;
  private static final int ENTRY = 32;
  private static final int MOST_FAT12 = 4084;
  private static final int MOST_FAT16 = 65_524;
  private static final int MAX_CLUSTER = 1 << 18;

  private final ByteSource source;
  private final FatTable table;
  private final FatEntry root;

  private FatVolume(ByteSource source, FatTable table, FatEntry root) {
    this.source = source;
    this.table = table;
    this.root = root;
  }

  /**
   * Opens a volume; the source stays the caller's to close.
   *
   * @throws DiskException UNSUPPORTED when it is not a FAT volume, DAMAGED when it cannot be read
   */
  public static FatVolume open(ByteSource source) {
    if (source.size() < LENGTH) {
      throw notFat(source);
    }
    Fields sector = Fields.read(source, 0, LENGTH, ByteOrder.LITTLE_ENDIAN, "the boot sector");
    boolean jumps = sector.u8(0) == 0xeb || sector.u8(0) == 0xe9;
    boolean named = sector.has(54, "FAT") || sector.has(82, "FAT32   ");
    if (!jumps || !named) {
      throw notFat(source);
    }
    int bytesPerSector = sector.u16(11);
    int perCluster = sector.u8(13);
    if (bytesPerSector < LENGTH
        || bytesPerSector > 4096
        || Integer.bitCount(bytesPerSector) != 1
        || Integer.bitCount(perCluster) != 1
        || bytesPerSector * perCluster > MAX_CLUSTER) {
      throw sector.damaged(11, "clusters of " + perCluster + " sectors of " + bytesPerSector);
    }
    int rootEntries = sector.u16(17);
    long sectors = sector.u16(19) == 0 ? sector.u32(32) : sector.u16(19);
    long perFat = sector.u16(22) == 0 ? sector.u32(36) : sector.u16(22);
    long rootAt = sector.u16(14) + sector.u8(16) * perFat;
    long dataAt = rootAt + ((long) rootEntries * ENTRY + bytesPerSector - 1) / bytesPerSector;
    if (sectors > source.size() / bytesPerSector || dataAt >= sectors) {
      throw sector.damaged(32, "the volume of " + sectors + " sectors has no room for data");
    }
    long clusters = (sectors - dataAt) / perCluster;
    int bits = clusters <= MOST_FAT12 ? 12 : clusters <= MOST_FAT16 ? 16 : 32;
    if ((clusters + 2) * bits / 8 > perFat * bytesPerSector) {
      throw sector.damaged(36, "the table is too short for " + clusters + " clusters");
    }
    FatTable table =
        new FatTable(
            source,
            (long) sector.u16(14) * bytesPerSector,
            bits,
            clusters,
            dataAt * bytesPerSector,
            bytesPerSector * perCluster);
    FatEntry root =
        bits == 32
            ? new FatEntry("\\", true, sector.u32(44), 0)
            : FatEntry.fixedRoot(rootAt * bytesPerSector, rootEntries * ENTRY);
    return new FatVolume(source, table, root);
  }

  private static DiskException notFat(ByteSource source) {
    return DiskException.unsupported(source.name(), "it is not a FAT volume");
  }

  /**
   * Finds a file by its path, without regard to case.
   *
   * @param path from the root, with {@code \} or {@code /} between names
   * @throws DiskException when a directory on the way is damaged
   */
  public Optional<FatEntry> find(String path) {
    Optional<FatEntry> found = Optional.of(root);
    for (String name : path.split("[\\\\/]")) {
      if (!name.isEmpty()) {
        found =
            found
                .filter(FatEntry::directory)
                .flatMap(
                    directory ->
                        list(directory).stream().filter(entry -> entry.isNamed(name)).findFirst());
      }
    }
    return found;
  }

  /**
   * What is in a directory, without {@code .} and {@code ..}.
   *
   * @throws DiskException when it is damaged
   */
  public List<FatEntry> list(FatEntry directory) {
    return FatDirectoryReader.read(content(directory));
  }

  /**
   * The content of a file.
   *
   * @throws DiskException when its chain of clusters is damaged
   */
  public ByteSource open(FatEntry file) {
    return content(file);
  }

  private ByteSource content(FatEntry entry) {
    if (entry.fixed()) {
      return new Slice("the root directory", source, entry.cluster(), entry.size());
    }
    long most = entry.directory() ? FatDirectoryReader.MOST : entry.size();
    long[] chain = table.chain(entry, Math.ceilDiv(most, table.clusterSize()));
    long size = entry.directory() ? (long) chain.length * table.clusterSize() : entry.size();
    return new ClusterChain(table, chain, size, entry.name());
  }
}
