package dev.casement.recipe.key;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record, as part of a recipe.
 *
 * @param type of the value, or of each of several; never primitive
 */
public record Part(RecordComponent component, Kind kind, Count count, Class<?> type) {
  /** What a component stands for. */
  public enum Kind {
    /** One key. */
    KEY,
    /** The keys of another record, beside those of this one. */
    GROUP,
    /** The keys of several records, only one of which may be given. */
    CHOICE
  }

  /** How many values a component holds. */
  public enum Count {
    ONE,
    /** One or none. */
    OPTIONAL,
    LIST,
    /** Texts by names that the user chooses. */
    TEXTS
  }

  /** The parts of a record, in order. */
  public static List<Part> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
  }

  /** All keys of the record, in order. */
  public static List<Part> keys(Class<?> type) {
    return of(type).stream()
        .flatMap(
            part ->
                switch (part.kind) {
                  case KEY -> Stream.of(part);
                  case GROUP -> keys(part.type).stream();
                  case CHOICE -> part.choices().stream().flatMap(choice -> keys(choice).stream());
                })
        .toList();
  }

  private static Part of(RecordComponent component) {
    Class<?> raw = component.getType();
    Count count = Count.ONE;
    Class<?> type = raw;
    if (raw == Optional.class || raw == OptionalInt.class) {
      count = Count.OPTIONAL;
      type = raw == OptionalInt.class ? Integer.class : argument(component);
    } else if (raw == List.class) {
      count = Count.LIST;
      type = argument(component);
    } else if (raw == Map.class) {
      count = Count.TEXTS;
      type = String.class;
    } else if (raw.isPrimitive()) {
      type = raw == int.class ? Integer.class : Boolean.class;
    }
    Kind kind =
        component.isAnnotationPresent(Key.class)
            ? Kind.KEY
            : type.isSealed() ? Kind.CHOICE : Kind.GROUP;
    return new Part(component, kind, count, type);
  }

  private static Class<?> argument(RecordComponent component) {
    return (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
  }

  /** The key's name, or the component's if it is not a single key. */
  public String name() {
    return kind == Kind.KEY && !key().name().isEmpty() ? key().name() : component.getName();
  }

  /** The annotation of the key. */
  public Key key() {
    return component.getAnnotation(Key.class);
  }

  /** The records of a choice. */
  public List<Class<?>> choices() {
    return List.of(type.getPermittedSubclasses());
  }

  /** The type of the value as written in the recipe. */
  public Class<?> form() {
    WrittenAs as = type.getAnnotation(WrittenAs.class);
    return as == null ? type : as.value();
  }

  /** Whether the value is written as a record. */
  public boolean isRecord() {
    return form().isRecord() && ScalarType.of(type).isEmpty();
  }

  /** The values in this record: a single one, none if absent, or each item of a list. */
  public Stream<?> values(Record record) {
    return switch (value(record)) {
      case Optional<?> optional -> optional.stream();
      case OptionalInt number -> number.stream().boxed();
      case List<?> list -> list.stream();
      case Object value -> Stream.of(value);
    };
  }

  private Object value(Record record) {
    try {
      // The record's package may not be accessible to this one.
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /**
   * The value if the key is missing; null if the key is required or the record's type determines
   * its default.
   */
  public @Nullable Object standard() {
    String written = key().standard();
    return switch (count) {
      case OPTIONAL -> holding(null);
      case TEXTS -> Map.of();
      case LIST ->
          written.isEmpty()
              ? List.of()
              : Stream.of(written.substring(1, written.length() - 1).split(", ", -1))
                  .map(this::scalar)
                  .toList();
      case ONE -> written.isEmpty() || isRecord() ? null : scalar(written);
    };
  }

  private Object scalar(String text) {
    return ScalarType.of(type).orElseThrow().parse().apply(text);
  }

  /** Converts a value to the component's type: wraps it in an Optional if necessary. */
  public @Nullable Object holding(@Nullable Object value) {
    if (count != Count.OPTIONAL) {
      return value;
    }
    if (component.getType() == OptionalInt.class) {
      return value == null ? OptionalInt.empty() : OptionalInt.of((Integer) value);
    }
    return Optional.ofNullable(value);
  }
}
