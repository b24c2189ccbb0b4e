package dev.casement.cli.output;

import dev.casement.report.Spelling;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The values of an option, each written as its {@code toString}, for the parser and for completion.
 */
public abstract class Words<T> implements Iterable<String>, ITypeConverter<T> {
  private final Map<String, T> values = new LinkedHashMap<>();

  protected Words(List<T> values) {
    values.forEach(value -> this.values.put(value.toString(), value));
  }

  @Override
  public Iterator<String> iterator() {
    return values.keySet().iterator();
  }

  @Override
  public T convert(String word) {
    T value = values.get(word);
    if (value != null) {
      return value;
    }
    List<String> words = List.copyOf(values.keySet());
    String guess =
        Spelling.nearest(word, words).map(near -> "; did you mean " + near + "?").orElse("");
    throw new TypeConversionException(
        "\"" + word + "\" is not one of " + String.join(", ", words) + guess);
  }
}
