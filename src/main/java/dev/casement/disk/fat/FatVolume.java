package dev.casement.disk.fat;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Slice;
import java.util.List;
import java.util.Optional;

/**
 * A FAT volume, read only.
 *
 * <p>After Microsoft's "FAT: General Overview of On-Disk Format", version 1.03.
 */
public final class FatVolume {
  private final ByteSource source;
  private final FatTable table;
  private final FatEntry root;

  private FatVolume(ByteSource source, FatTable table, FatEntry root) {
    this.source = source;
    this.table = table;
    this.root = root;
  }

  /**
   * Opens a volume; the caller closes the source.
   *
   * @throws DiskException UNSUPPORTED if it is not a FAT volume, DAMAGED if it cannot be read
   */
  public static FatVolume open(ByteSource source) {
    FatBootSector sector = FatBootSector.read(source);
    FatTable table =
        new FatTable(
            source,
            sector.tableAt(),
            sector.bits(),
            sector.clusters(),
            sector.dataAt(),
            sector.clusterSize());
    FatEntry root =
        sector.bits() == 32
            ? new FatEntry("\\", true, sector.rootCluster(), 0)
            : FatEntry.fixedRoot(sector.rootAt(), sector.rootLength());
    return new FatVolume(source, table, root);
  }

  /**
   * Finds a file by its path, without regard to case.
   *
   * @param path from the root, with {@code \} or {@code /} between names
   * @throws DiskException if a directory on the path is damaged
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
   * The entries of a directory, without {@code .} and {@code ..}.
   *
   * @throws DiskException if it is damaged
   */
  public List<FatEntry> list(FatEntry directory) {
    return FatDirectoryReader.read(open(directory));
  }

  /**
   * The content of a file, or the entries of a directory as they are recorded.
   *
   * @throws DiskException if its chain of clusters is damaged
   */
  public ByteSource open(FatEntry entry) {
    if (entry.fixed()) {
      return new Slice("the root directory", source, entry.cluster(), entry.size());
    }
    long most = entry.directory() ? FatDirectoryReader.MOST : entry.size();
    long[] chain = table.chain(entry, Math.ceilDiv(most, table.clusterSize()));
    long size = entry.directory() ? (long) chain.length * table.clusterSize() : entry.size();
    return new ClusterChain(table, chain, size, entry.name());
  }
}
