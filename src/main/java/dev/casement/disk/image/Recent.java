package dev.casement.disk.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Keeps the values that were asked for last, so many of them, by number. */
public final class Recent<V> {
  private final LinkedHashMap<Long, V> values;

  /** A store of {@code limit} values at most. */
  public Recent(int limit) {
    values =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
            return size() > limit;
          }
        };
  }

  /** The kept value, if there is one. */
  public @Nullable V peek(long number) {
    return values.get(number);
  }

  /** The kept value, or what {@code make} makes now; nothing is kept when that throws. */
  public V get(long number, LongFunction<V> make) {
    V kept = values.get(number);
    if (kept == null) {
      kept = make.apply(number);
      values.put(number, kept);
    }
    return kept;
  }
}
