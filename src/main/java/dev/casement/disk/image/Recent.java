package dev.casement.disk.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A cache of the most recently used values, by number. */
public final class Recent<V> {
  private final LinkedHashMap<Long, V> values;

  /** A cache of at most {@code limit} values. */
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

  /** The cached value; null if there is none. */
  public @Nullable V peek(long number) {
    return values.get(number);
  }

  /** The cached value, or else that of {@code make}, which is cached unless it throws. */
  public V get(long number, LongFunction<V> make) {
    V kept = values.get(number);
    if (kept == null) {
      kept = make.apply(number);
      values.put(number, kept);
    }
    return kept;
  }
}
