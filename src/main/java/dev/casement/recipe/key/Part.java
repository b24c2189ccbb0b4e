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
 * A component of a record, as a part of the recipe.
 *
 * @param type of the value itself, or of each where there are several; never a primitive one
 */
public record Part(RecordComponent component, Kind kind, Count count, Class<?> type) {
  /** What a component stands for. */
  public enum Kind {
    /** One key. */
    KEY,
    /** The keys of another record, beside those of its own. */
    GROUP,
    /** The keys of several records, of which only one is written. */
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

  /** The parts of a record, in their order. */
  public static List<Part> of(Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
  }

  /** Every key that the record is written with, in their order. */
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

  /** The key's name, or the component's where it is more than one key. */
  public String name() {
    return kind == Kind.KEY && !key().name().isEmpty() ? key().name() : component.getName();
  }

  /** What is said of the key. */
  public Key key() {
    return component.getAnnotation(Key.class);
  }

  /** The records that this is a choice of. */
  public List<Class<?>> choices() {
    return List.of(type.getPermittedSubclasses());
  }

  /** The type that the recipe has the value in. */
  public Class<?> form() {
    WrittenAs as = type.getAnnotation(WrittenAs.class);
    return as == null ? type : as.value();
  }

  /** Whether the value is written with keys of its own. */
  public boolean isRecord() {
    return form().isRecord() && ScalarType.of(type).isEmpty();
  }

  /** The values in this record: one, none where it is not there, or each of several. */
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
      // A package that is not public to this one may have the record.
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /**
   * What the component is when its key is not written; null where it must be, or where its default
   * is for the record's own type to make.
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

  /** This value as the component has it: within an Optional where that is its type. */
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
