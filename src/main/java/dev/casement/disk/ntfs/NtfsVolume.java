package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An NTFS volume, read in place.
 *
 * <p>{@code $LogFile} is not replayed: a dirty volume may lack the last changes.
 */
public final class NtfsVolume {
  private static final long LOG = 2;
  private static final long VOLUME = 3;
  private static final long ROOT = 5;
  private static final long BITMAP = 6;
  private static final long UPCASE = 10;
  private static final int DIRTY = 1;

  /**
   * Flags of a volume with unfinished operations, or that chkdsk has changed (Linux,
   * fs/ntfs/layout.h, VOLUME_MUST_MOUNT_RO_MASK); dirty is one.
   */
  private static final int UNFINISHED = 0xc037;

  private static final int MAX_LABEL = 256;

  private final MasterFileTable table;
  private @Nullable UpCase upCase;

  private NtfsVolume(MasterFileTable table) {
    this.table = table;
  }

  /**
   * Opens the volume that fills a source, such as a partition.
   *
   * @throws DiskException UNSUPPORTED if it is not an NTFS volume, DAMAGED if it cannot be read
   */
  public static NtfsVolume open(ByteSource source) {
    return new NtfsVolume(new MasterFileTable(source, BootSector.read(source)));
  }

  /** The size of a cluster in bytes. */
  public int clusterSize() {
    return table.boot().clusterSize();
  }

  /** How many clusters there are. */
  public long clusters() {
    return table.boot().clusters();
  }

  /** How many records the master file table has, including those of the system. */
  public long records() {
    return table.size();
  }

  /** Whether the volume is marked as not unmounted cleanly, or as in need of a check. */
  public boolean isDirty() {
    return (flags() & DIRTY) != 0;
  }

  /**
   * Whether the volume is consistent: no flag marks unfinished operations, and the journal need not
   * be replayed.
   *
   * @throws DiskException if its flags or its journal cannot be read
   */
  public boolean isSettled() {
    return (flags() & UNFINISHED) == 0 && Journal.isClosed(system(LOG, "$LogFile").open());
  }

  private int flags() {
    return system(VOLUME, "$Volume")
        .value(AttributeType.VOLUME_INFORMATION, 64)
        .orElseThrow(() -> DiskException.damaged(table.volume(), 0, "$Volume says nothing of it"))
        .u16(10);
  }

  /** Its label; empty if it has none. */
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

  /** Receives the clusters of files. */
  @FunctionalInterface
  public interface UsedRun {
    /** {@code count} clusters from {@code first} on belong to the file with this number. */
    void take(long file, long first, long count);
  }

  /**
   * Gives every run of clusters of all files, including those of the system; reads the whole master
   * file table.
   *
   * @throws DiskException if a file record is damaged, possibly after some runs were given
   */
  public void forEachUsed(UsedRun action) {
    table.forEachInUse(
        record -> {
          for (Attribute attribute : record.attributes()) {
            if (!attribute.isResident()) {
              RunList.forEach(
                  attribute,
                  clusters(),
                  (first, count) -> {
                    if (first != RunList.SPARSE) {
                      action.take(record.number(), first, count);
                    }
                  });
            }
          }
        });
  }

  /** The root directory. */
  public NtfsFile root() {
    return system(ROOT, "\\");
  }

  /**
   * A file by reference.
   *
   * @throws DiskException if the file no longer exists or is damaged
   */
  public NtfsFile file(FileReference reference) {
    return named(reference, "file " + reference.number());
  }

  /**
   * Finds a file by its path, without regard to case; reparse points are not followed.
   *
   * @param path from the root, with {@code \} or {@code /} between names
   * @throws DiskException if a directory on the path is damaged
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
