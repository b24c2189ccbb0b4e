package dev.casement.recipe;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Copies of records with one component changed, so that a test names only what it is about. */
public final class Records {
  private Records() {}

  /** The record with another value of a component. */
  @SuppressWarnings("unchecked")
  public static <R extends Record> R with(R record, String name, Object value) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    if (Arrays.stream(components).noneMatch(each -> each.getName().equals(name))) {
      throw new IllegalArgumentException(record.getClass() + " has no component " + name);
    }
    try {
      Object[] values = new Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] =
            components[i].getName().equals(name)
                ? value
                : components[i].getAccessor().invoke(record);
      }
      return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.toString(), e);
    }
  }
}
