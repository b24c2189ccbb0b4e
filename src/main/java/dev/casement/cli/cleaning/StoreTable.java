package dev.casement.cli.cleaning;

import dev.casement.cli.output.TextTable;
import dev.casement.pipeline.store.Pruning;
import dev.casement.pipeline.store.Stored;
import dev.casement.units.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A table of what builds have left on this host, a line each, with sizes and ages. */
public final class StoreTable {
  private final List<Stored> all;
  private final Instant now;

  public StoreTable(List<Stored> all, Instant now) {
    this.all = List.copyOf(all);
    this.now = now;
  }

  @Override
  public String toString() {
    if (all.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable("WHAT", "NAME", "SIZE", "MADE", "USED", "STATE");
    for (Stored each : all) {
      table.add(
          each.kind().toString(),
          each.name(),
          new DataSize(each.size()).toString(),
          age(each.made()),
          each.kind().isCache() ? age(each.used()) : "-",
          each.state().toString());
    }
    DataSize total = new DataSize(all.stream().mapToLong(Stored::size).sum());
    DataSize caches = new DataSize(Pruning.sizeOfCaches(all));
    return table + "total " + total + ", caches " + caches + "\n";
  }

  /** How long ago, in the largest unit of which there are at least two. */
  private String age(Instant then) {
    Duration age = Duration.between(then, now);
    if (age.toDays() >= 2) {
      return age.toDays() + "d ago";
    }
    if (age.toHours() >= 2) {
      return age.toHours() + "h ago";
    }
    return Math.max(0, age.toMinutes()) + "m ago";
  }
}
