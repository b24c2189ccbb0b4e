package dev.casement.cli.output;

import dev.casement.report.Spelling;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words an option can have, for the parser and for completion. */
public abstract class WordList implements Iterable<String>, ITypeConverter<String> {
  private final List<String> words;

  public WordList(List<String> words) {
    this.words = List.copyOf(words);
  }

  @Override
  public Iterator<String> iterator() {
    return words.iterator();
  }

  @Override
  public String convert(String word) {
    if (words.contains(word)) {
      return word;
    }
    String guess =
        Spelling.nearest(word, words).map(near -> "; did you mean " + near + "?").orElse("");
    throw new TypeConversionException(
        "\"" + word + "\" is not one of " + String.join(", ", words) + guess);
  }
}
