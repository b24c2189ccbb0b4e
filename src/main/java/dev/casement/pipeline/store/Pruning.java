package dev.casement.pipeline.store;

import dev.casement.pipeline.store.Stored.State;
import dev.casement.units.DataSize;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses which caches to delete. What a build uses, or what another one that stays needs, is never
 * chosen.
 */
public final class Pruning {
  private final List<Stored> remaining;
  private final List<Stored> chosen = new ArrayList<>();

  private Pruning(List<Stored> all) {
    this.remaining = new ArrayList<>(all.stream().filter(each -> each.kind().isCache()).toList());
  }

  /**
   * What to delete, in an order in which nothing is deleted before what needs it.
   *
   * @param keep how many of each series stay, the newest; empty: all
   * @param cap how much all caches may take together; what has not been used for the longest time
   *     is chosen first
   */
  public static List<Stored> choose(List<Stored> all, OptionalInt keep, Optional<DataSize> cap) {
    Pruning pruning = new Pruning(all);
    keep.ifPresent(pruning::keepNewest);
    cap.ifPresent(pruning::fitInto);
    return List.copyOf(pruning.chosen);
  }

  private void keepNewest(int keep) {
    Map<String, Integer> newer = new HashMap<>();
    List<Stored> surplus = new ArrayList<>();
    for (Stored each : newestFirst()) {
      each.series()
          .filter(series -> newer.merge(series, 1, Integer::sum) > keep)
          .ifPresent(_ -> surplus.add(each));
    }
    boolean more;
    do {
      more = false;
      for (Stored each : surplus) {
        more |= isDeletable(each) && choose(each);
      }
    } while (more);
  }

  private List<Stored> newestFirst() {
    return remaining.stream().sorted(Comparator.comparing(Stored::made).reversed()).toList();
  }

  private void fitInto(DataSize cap) {
    Comparator<Stored> leastRecentlyUsed =
        Comparator.comparing(Stored::used).thenComparing(Stored::made);
    while (total(remaining) > cap.bytes()) {
      Optional<Stored> next = remaining.stream().filter(this::isDeletable).min(leastRecentlyUsed);
      if (next.isEmpty()) {
        return;
      }
      choose(next.get());
    }
  }

  private boolean isDeletable(Stored candidate) {
    return remaining.contains(candidate)
        && candidate.state() != State.IN_USE
        && remaining.stream().noneMatch(other -> other.needs(candidate));
  }

  private boolean choose(Stored stored) {
    remaining.remove(stored);
    return chosen.add(stored);
  }

  /** The size of all caches among these, in bytes. */
  public static long sizeOfCaches(List<Stored> all) {
    return total(all.stream().filter(each -> each.kind().isCache()).toList());
  }

  private static long total(List<Stored> caches) {
    return caches.stream().mapToLong(Stored::size).sum();
  }
}
