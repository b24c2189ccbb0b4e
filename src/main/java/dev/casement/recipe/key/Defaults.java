package dev.casement.recipe.key;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records of which nothing is written. */
public final class Defaults {
  private Defaults() {}

  /** The record with every key at its default; for one of which none is required. */
  public static <R extends Record> R of(Class<R> type) {
    List<Object> values =
        Part.of(type).stream().map(part -> Objects.requireNonNull(of(part), part.name())).toList();
    return record(type, values.toArray());
  }

  private static @Nullable Object of(Part part) {
    return switch (part.kind()) {
      case GROUP -> of(part.type().asSubclass(Record.class));
      case CHOICE -> part.holding(null);
      case KEY -> part.standard();
    };
  }

  /**
   * Makes the record of the values of its components.
   *
   * @throws IllegalArgumentException when the record refuses them
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
