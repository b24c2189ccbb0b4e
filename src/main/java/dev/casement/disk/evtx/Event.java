package dev.casement.disk.evtx;

import java.time.Instant;
import java.util.List;

/**
 * An event.
 *
 * @param record its number in the log, which grows with time
 * @param provider who logged it, such as {@code Service Control Manager}
 * @param id which event of the provider's it is
 * @param level 1 for critical, 2 for an error, 3 for a warning, 4 for information
 * @param data the values that the provider's message is about
 */
public record Event(
    long record, Instant time, String provider, int id, int level, List<String> data) {
  public Event {
    data = List.copyOf(data);
  }

  /** A line for people: time, provider, number, values. */
  public String line() {
    return "%s %s %s: %s".formatted(time, provider, id, String.join("; ", data)).replace('\n', ' ');
  }
}
