package dev.casement.disk.registry;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A registry hive, read in place. Nothing is written: a hive that Windows had not finished writing
 * is read as if its logs had been replayed. Not thread-safe.
 */
public final class Hive {
  private final Bins bins;
  private final Recovery recovery;

  private Hive(Bins bins, Recovery recovery) {
    this.bins = bins;
    this.recovery = recovery;
  }

  /**
   * Opens a hive; the caller closes the sources.
   *
   * @param logs its LOG1 and LOG2 in this order, those that exist, even if empty; for a hive with a
   *     single log, this one
   * @throws DiskException if it is not a hive, is truncated, or its header is damaged and no log
   *     repairs it
   */
  public static Hive open(ByteSource hive, List<ByteSource> logs) {
    BaseBlock found = BaseBlock.read(hive);
    LogReplay replay = LogReplay.over(hive, found, logs);
    BaseBlock base = replay.base();
    if (!base.sound()) {
      throw DiskException.damaged(hive, 0, "the header's checksum is wrong");
    }
    if (found.sound() && found.fileType() != 0) {
      throw DiskException.damaged(hive, 0, "this is the log of a hive, not a hive");
    }
    long size = replay.binsSize();
    boolean possible = size > 0 && size % BaseBlock.SIZE == 0 && size <= ReplayedPages.MAX_BINS;
    if (!possible) {
      throw DiskException.damaged(hive, 40, "hive bins of " + size + " bytes");
    }
    boolean replayed = replay.recovery().state() == Recovery.State.REPLAYED;
    if (!replayed && BaseBlock.SIZE + size > hive.size()) {
      throw DiskException.damaged(
          hive, hive.size(), "the file ends before its " + (BaseBlock.SIZE + size) + " bytes");
    }
    return new Hive(new Bins(hive, replay), replay.recovery());
  }

  /** What was done about a hive that Windows had not finished writing. */
  public Recovery recovery() {
    return recovery;
  }

  public RegistryKey root() {
    return RegistryKey.read(bins, bins.root());
  }

  /**
   * The key at a path from the root, such as {@code ControlSet001\Services}, without regard to
   * case.
   */
  public Optional<RegistryKey> find(String path) {
    return root().find(path);
  }

  /**
   * Visits the root and every key below it once, a key before its subkeys.
   *
   * @throws DiskException if one of them is damaged, after those before it were visited
   */
  public void walk(Consumer<RegistryKey> visitor) {
    Deque<Iterator<RegistryKey>> open = new ArrayDeque<>();
    open.push(List.of(root()).iterator());
    while (!open.isEmpty()) {
      if (!open.element().hasNext()) {
        open.pop();
        continue;
      }
      RegistryKey key = open.element().next();
      visitor.accept(key);
      open.push(key.subkeys().iterator());
    }
  }

  /** How many bytes the hive bins have. */
  long size() {
    return bins.size();
  }

  /** Reads hive bins, with the logs replayed. */
  void read(long offset, byte[] to) {
    bins.read(offset, to);
  }
}
