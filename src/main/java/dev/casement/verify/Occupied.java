package dev.casement.verify;

import dev.casement.disk.ntfs.DirectoryEntry;
import dev.casement.disk.ntfs.FileReference;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsStream;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.disk.ntfs.ReparsePoint;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How many bytes a directory's files have.
 *
 * <p>A file with several names is counted once. Symbolic links and junctions are not followed, so
 * that links that lead back do no harm.
 *
 * @param complete whether all files were counted; false if there are very many
 */
record Occupied(long bytes, boolean complete) {
  static final int MOST_FILES = 50_000;

  /** No volume of NTFS is larger (Learn, "NTFS overview"). */
  private static final long MOST_BYTES = 1L << 53;

  /**
   * Counts the files below a directory; empty if it does not exist.
   *
   * @throws dev.casement.disk.image.DiskException if one of them is damaged
   */
  static Optional<Occupied> below(NtfsVolume volume, String path) {
    return volume
        .find(path)
        .filter(directory -> isOwn(directory) && directory.isDirectory())
        .map(directory -> new Count(volume).of(directory));
  }

  /** Whether its content is really here: neither a link nor a placeholder. */
  private static boolean isOwn(NtfsFile file) {
    return file.reparsePoint().map(Occupied::isContent).orElse(true);
  }

  private static boolean isContent(ReparsePoint point) {
    return switch (point) {
      case ReparsePoint.Overlay overlay -> true;
      case ReparsePoint.SymbolicLink link -> false;
      case ReparsePoint.Junction junction -> false;
      case ReparsePoint.Other other -> false;
    };
  }

  private static final class Count {
    private final NtfsVolume volume;
    private final Set<Long> seen = new HashSet<>();
    private final Deque<FileReference> waiting = new ArrayDeque<>();
    private long bytes;

    Count(NtfsVolume volume) {
      this.volume = volume;
    }

    Occupied of(NtfsFile root) {
      seen.add(root.reference().number());
      root.list(this::add);
      while (!waiting.isEmpty() && seen.size() <= MOST_FILES) {
        NtfsFile file = volume.file(waiting.remove());
        if (isOwn(file) && file.isDirectory()) {
          file.list(this::add);
        } else if (isOwn(file)) {
          long size = file.streams().stream().mapToLong(Count::size).reduce(0, Count::sum);
          bytes = sum(bytes, size);
        }
      }
      return new Occupied(bytes, waiting.isEmpty());
    }

    private void add(DirectoryEntry entry) {
      if (seen.size() <= MOST_FILES && seen.add(entry.reference().number())) {
        waiting.add(entry.reference());
      }
    }

    private static long size(NtfsStream stream) {
      return Math.min(stream.size(), MOST_BYTES);
    }

    private static long sum(long a, long b) {
      return Math.min(a + b, MOST_BYTES);
    }
  }
}
