package dev.casement.verify;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.disk.ntfs.ReparsePoint;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** A path on drive C that is walked as Windows walks it, through symbolic links and junctions. */
final class LinkedPath {
  /** No path has more (Learn, "Symbolic link programming considerations"); so circles end, too. */
  private static final int MOST_LINKS = 63;

  private static final String DRIVE = "\\??\\C:";

  private final NtfsVolume volume;
  private final String path;

  /** From the root to where the walk is; none is a link. */
  private final Deque<String> walked = new ArrayDeque<>();

  private final Deque<String> names = new ArrayDeque<>();
  private int links;

  private LinkedPath(NtfsVolume volume, String path) {
    this.volume = volume;
    this.path = path;
  }

  /**
   * Finds a file by its path; empty if there is none.
   *
   * @throws DiskException ELSEWHERE if links lead out of the volume or in a circle, DAMAGED if a
   *     directory on the path is damaged
   */
  static Optional<NtfsFile> find(NtfsVolume volume, String path) {
    return volume
        .find(path)
        .filter(file -> !isLink(file))
        .or(() -> new LinkedPath(volume, path).walk());
  }

  private static boolean isLink(NtfsFile file) {
    return file.reparsePoint()
        .map(
            point ->
                point instanceof ReparsePoint.SymbolicLink
                    || point instanceof ReparsePoint.Junction)
        .orElse(false);
  }

  private Optional<NtfsFile> walk() {
    putFirst(path);
    while (!names.isEmpty()) {
      String name = names.pop();
      if (name.equals("..")) {
        walked.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        walked.addLast(name);
        Optional<NtfsFile> file = here();
        if (file.isEmpty()) {
          return file;
        }
        file.get().reparsePoint().ifPresent(this::follow);
      }
    }
    return here();
  }

  private Optional<NtfsFile> here() {
    return volume.find(String.join("\\", walked));
  }

  private void follow(ReparsePoint point) {
    switch (point) {
      case ReparsePoint.SymbolicLink(String target, boolean relative) when relative -> {
        walked.removeLast();
        count();
        if (target.startsWith("\\")) {
          walked.clear();
        }
        putFirst(target);
      }
      case ReparsePoint.SymbolicLink(String target, boolean relative) -> jump(target);
      case ReparsePoint.Junction(String target) -> jump(target);
      case ReparsePoint.Overlay overlay -> {}
      case ReparsePoint.Other other -> {}
    }
  }

  private void jump(String target) {
    count();
    if (!target.regionMatches(true, 0, DRIVE, 0, DRIVE.length())) {
      throw DiskException.elsewhere(path, "leads out of the volume, to " + target);
    }
    walked.clear();
    putFirst(target.substring(DRIVE.length()));
  }

  private void count() {
    if (++links > MOST_LINKS) {
      throw DiskException.elsewhere(path, "leads through more links than Windows follows");
    }
  }

  private void putFirst(String more) {
    Arrays.asList(more.split("[\\\\/]")).reversed().forEach(names::push);
  }
}
