package dev.casement.disk.compact;

import java.util.Arrays;

/** Byte ranges of a disk, ascending and not adjacent. */
final class Extents {
  private int count;
  private long[] starts = new long[16];
  private long[] ends = new long[16];

  /** Receives ranges. */
  @FunctionalInterface
  interface Extent {
    /** From {@code start} to just before {@code end}. */
    void take(long start, long end);
  }

  /** Adds a range that begins no earlier than the last one ends. */
  void add(long start, long end) {
    if (start < end()) {
      throw new IllegalArgumentException("a range at " + start + ", before " + end());
    }
    if (start >= end) {
      return;
    }
    if (count > 0 && start == end()) {
      ends[count - 1] = end;
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  void addAll(Extents others) {
    others.forEach(this::add);
  }

  private long end() {
    return count == 0 ? 0 : ends[count - 1];
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The total number of bytes. */
  long total() {
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += ends[i] - starts[i];
    }
    return sum;
  }

  void forEach(Extent action) {
    for (int i = 0; i < count; i++) {
      action.take(starts[i], ends[i]);
    }
  }

  /** Whether any of them overlaps a range. */
  boolean overlap(long start, long end) {
    int found = Arrays.binarySearch(ends, 0, count, start);
    int first = found >= 0 ? found + 1 : -found - 1;
    return first < count && starts[first] < end;
  }

  /** The complement on a disk of {@code size} bytes. */
  Extents others(long size) {
    Extents others = new Extents();
    long at = 0;
    for (int i = 0; i < count; i++) {
      others.add(at, starts[i]);
      at = ends[i];
    }
    others.add(at, size);
    return others;
  }
}
