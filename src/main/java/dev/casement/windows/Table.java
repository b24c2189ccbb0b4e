package dev.casement.windows;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Reads this package's tables in resources: one entry a line, tabs between fields, # for comments.
 */
final class Table {
  private Table() {}

  /** The fields of each entry. */
  static List<List<String>> read(String resource) {
    try (InputStream in = Objects.requireNonNull(Table.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
