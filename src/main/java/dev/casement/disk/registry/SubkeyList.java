package dev.casement.disk.registry;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The offsets of a key's subkeys, from its list or its list of lists (regf, "Index leaf" to "Index
 * root").
 */
final class SubkeyList {
  /** Decides by a list's hint or hash whether a subkey may be the wanted one. */
  private interface Filter {
    boolean takes(String signature, int hint);
  }

  private static final int HEAD = 4;

  private final Bins bins;
  private final int count;
  private final Filter filter;
  private int listed;
  private int taken;
  private long[] offsets = new long[8];

  private SubkeyList(Bins bins, int count, Filter filter) {
    this.bins = bins;
    this.count = count;
    this.filter = filter;
  }

  /**
   * All subkeys, in the order of their names.
   *
   * @param count how many the key says it has
   * @throws DiskException if the list has another number of subkeys, or one of them twice
   */
  static long[] all(Bins bins, long list, int count) {
    return new SubkeyList(bins, count, (signature, hint) -> true).read(list);
  }

  /**
   * The few subkeys that can have this name, by hints and hashes.
   *
   * @throws DiskException as {@link #all}
   */
  static long[] candidates(Bins bins, long list, int count, String name) {
    boolean ascii = Names.isAscii(name);
    int hash = Names.hash(name);
    Filter filter =
        (signature, hint) ->
            switch (signature) {
              case "lh" -> !ascii || hint == hash;
              case "lf" -> !ascii || Names.fits(name, hint);
              default -> true;
            };
    return new SubkeyList(bins, count, filter).read(list);
  }

  private long[] read(long list) {
    Fields head = bins.cell(list, HEAD);
    if (head.has(0, "ri")) {
      int lists = head.u16(2);
      Fields index = bins.cell(list, HEAD + 4 * lists);
      for (int i = 0; i < lists; i++) {
        leaf(index.u32(HEAD + 4 * i));
      }
    } else {
      leaf(list);
    }
    if (listed != count) {
      throw bins.damaged(list, "a list of " + listed + " subkeys for a key that has " + count);
    }
    long[] found = Arrays.copyOf(offsets, taken);
    refuseTwice(list, found);
    return found;
  }

  private void leaf(long list) {
    Fields head = bins.cell(list, HEAD);
    String signature = head.text(0, 2, StandardCharsets.ISO_8859_1);
    int elements = head.u16(2);
    boolean hinted =
        switch (signature) {
          case "lf", "lh" -> true;
          case "li" -> false;
          default -> throw bins.damaged(list, "no list of subkeys");
        };
    int stride = hinted ? 8 : 4;
    listed += elements;
    if (listed > count || elements == 0) {
      throw bins.damaged(list, "a list of " + elements + " subkeys for a key that has " + count);
    }
    Fields leaf = bins.cell(list, HEAD + stride * elements);
    for (int at = HEAD; at < leaf.length(); at += stride) {
      if (filter.takes(signature, hinted ? (int) leaf.u32(at + 4) : 0)) {
        take(leaf.u32(at));
      }
    }
  }

  private void take(long offset) {
    if (taken == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * taken);
    }
    offsets[taken++] = offset;
  }

  private void refuseTwice(long list, long[] found) {
    long[] sorted = found.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        throw bins.damaged(list, "a list that has a subkey twice");
      }
    }
  }
}
