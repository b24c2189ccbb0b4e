package dev.casement.disk.ntfs;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
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
  private static final long LOG = 2;
  private static final long VOLUME = 3;
  private static final long ROOT = 5;
  private static final long BITMAP = 6;
  private static final long UPCASE = 10;
  private static final int DIRTY = 1;

  /**
   * Flags of a volume that something was not finished on, or that chkdsk has changed (Linux,
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
    return (flags() & DIRTY) != 0;
  }

  /**
   * Whether nothing is left to be done to the volume: it has no flag that says so, and its journal
   * nothing to be replayed. Only then is the volume what it says to be.
   *
   * @throws DiskException when its flags or its journal cannot be read
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

  /** Is told of clusters that a file has. */
  @FunctionalInterface
  public interface UsedRun {
    /** So many clusters from {@code first} on belong to the file of this number. */
    void take(long file, long first, long count);
  }

  /**
   * Gives every run of clusters that any file has, those of the system included; it reads the whole
   * master file table.
   *
   * @throws DiskException when a file record is damaged; what was given before that stands
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
