package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An NTFS volume, read where it lies.
 *
 * <p>Nothing is replayed from {@code $LogFile}: what a volume says that is dirty may be what it was
 * before the last changes.
 */
public final class NtfsVolume {
  private static final long VOLUME = 3;
  private static final long ROOT = 5;
  private static final long BITMAP = 6;
  private static final long UPCASE = 10;
  private static final int DIRTY = 1;
  private static final int MAX_LABEL = 256;

  private final MasterFileTable table;
  private @Nullable UpCase upCase;

  private NtfsVolume(MasterFileTable table) {
    this.table = table;
  }

  /**
   * Opens the volume that fills a source, such as a partition.
   *
   * @throws DiskException UNSUPPORTED when it is no NTFS volume, DAMAGED when it cannot be read
   */
  public static NtfsVolume open(ByteSource source) {
    return new NtfsVolume(new MasterFileTable(source, BootSector.read(source)));
  }

  /** Bytes that a cluster holds. */
  public int clusterSize() {
    return table.boot().clusterSize();
  }

  /** How many clusters there are. */
  public long clusters() {
    return table.boot().clusters();
  }

  /** How many files there is room for in the master file table, those of the system included. */
  public long records() {
    return table.size();
  }

  /** Whether the volume says that it was not unmounted cleanly, or that it needs a check. */
  public boolean isDirty() {
    Fields information =
        system(VOLUME, "$Volume")
            .value(AttributeType.VOLUME_INFORMATION, 64)
            .orElseThrow(
                () -> DiskException.damaged(table.volume(), 0, "$Volume says nothing of it"));
    return (information.u16(10) & DIRTY) != 0;
  }

  /** Its label, empty when it has none. */
  public String label() {
    return system(VOLUME, "$Volume")
        .value(AttributeType.VOLUME_NAME, MAX_LABEL)
        .map(value -> value.text(0, value.length(), StandardCharsets.UTF_16LE))
        .orElse("");
  }

  /** Which clusters are in use. */
  public ClusterBitmap bitmap() {
    return new ClusterBitmap(system(BITMAP, "$Bitmap").open(), clusters());
  }

  /** The topmost directory. */
  public NtfsFile root() {
    return system(ROOT, "\\");
  }

  /**
   * A file by reference.
   *
   * @throws DiskException when the file no longer exists or is damaged
   */
  public NtfsFile file(FileReference reference) {
    return named(reference, "file " + reference.number());
  }

  /**
   * Finds a file by its path, without regard to case; reparse points are not followed.
   *
   * @param path from the root, with {@code \} or {@code /} between names
   * @throws DiskException when a directory on the way is damaged
   */
  public Optional<NtfsFile> find(String path) {
    NtfsFile file = root();
    List<String> walked = new ArrayList<>();
    for (String name : path.split("[\\\\/]")) {
      if (name.isEmpty()) {
        continue;
      }
      walked.add(name);
      Optional<FileReference> child = file.child(name, upCase());
      if (child.isEmpty()) {
        return Optional.empty();
      }
      file = named(child.get(), String.join("\\", walked));
    }
    return Optional.of(file);
  }

  private NtfsFile system(long number, String name) {
    return named(new FileReference(number, 0), name);
  }

  private NtfsFile named(FileReference reference, String name) {
    return new NtfsFile(table, table.record(reference), name);
  }

  private UpCase upCase() {
    UpCase known = upCase;
    if (known == null) {
      known = new UpCase(system(UPCASE, "$UpCase").open());
      upCase = known;
    }
    return known;
  }
}
