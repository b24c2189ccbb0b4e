package dev.casement.recipe.key;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Creates records from default values. */
public final class Defaults {
  private Defaults() {}

  /** The record with every key at its default; for types without required keys. */
  public static <R extends Record> R of(Class<R> type) {
    return of(type, Map.of());
  }

  /**
   * The record with every key at its default except for these components.
   *
   * @param values by component name, each of the component's type
   */
  public static <R extends Record> R of(Class<R> type, Map<String, ?> values) {
    List<Part> parts = Part.of(type);
    Set<String> unknown = new TreeSet<>(values.keySet());
    parts.forEach(part -> unknown.remove(part.component().getName()));
    if (!unknown.isEmpty()) {
      throw new IllegalStateException(type + " has no component " + unknown);
    }
    List<Object> all = new ArrayList<>();
    for (Part part : parts) {
      Object value = values.get(part.component().getName());
      all.add(value == null ? Objects.requireNonNull(of(part), part.name()) : value);
    }
    return record(type, all.toArray());
  }

  private static @Nullable Object of(Part part) {
    return switch (part.kind()) {
      case GROUP -> of(part.type().asSubclass(Record.class));
      case CHOICE -> part.holding(null);
      case KEY -> part.standard();
    };
  }

  /**
   * Creates a record from the values of its components.
   *
   * @throws IllegalArgumentException when the record rejects them
   */
  public static <R> R record(Class<R> type, @Nullable Object[] values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " cannot be made from its components", e);
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException(type + " cannot be made from its components", e);
    }
  }
}
