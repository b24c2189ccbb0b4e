package dev.casement.guest;

import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Written;
import dev.casement.units.DataSize;
import java.util.Optional;

/** The page file of an instance. */
@Form(value = "automatic|none|[0-9]{1,6}[MG]", says = "automatic, none or a size such as 2G")
public sealed interface PageFile extends Written {
  /** Windows chooses size and drive. */
  record Automatic() implements PageFile {}

  /** No page file. */
  record None() implements PageFile {}

  /** A fixed size, on the Windows drive. */
  record Fixed(DataSize size) implements PageFile {
    public Fixed {
      if (size.toMebibytes() < 16) {
        throw new IllegalArgumentException("a page file is at least 16M, got " + size);
      }
    }
  }

  /**
   * Parses the value in a recipe.
   *
   * @throws IllegalArgumentException unless it is {@code automatic}, {@code none} or a size of 16M
   *     or more
   */
  static PageFile parse(String text) {
    return switch (text) {
      case "automatic" -> new Automatic();
      case "none" -> new None();
      default -> new Fixed(DataSize.parse(text));
    };
  }

  @Override
  default String text() {
    return switch (this) {
      case Automatic() -> "automatic";
      case None() -> "none";
      case Fixed(DataSize size) -> size.toString();
    };
  }

  /**
   * The text of the registry value PagingFiles: path, minimum and maximum in mebibytes; empty for
   * none.
   */
  default Optional<String> pagingFiles() {
    return switch (this) {
      case Automatic() -> Optional.of("?:\\pagefile.sys");
      case None() -> Optional.empty();
      case Fixed(DataSize size) -> {
        long mebibytes = size.toMebibytes();
        yield Optional.of("C:\\pagefile.sys " + mebibytes + " " + mebibytes);
      }
    };
  }
}
