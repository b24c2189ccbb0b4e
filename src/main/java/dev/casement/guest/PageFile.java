package dev.casement.guest;

import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Written;
import dev.casement.units.DataSize;
import java.util.Optional;

/** Where an instance keeps the memory that it has no room for. */
@Form(value = "automatic|none|[0-9]{1,6}[MG]", says = "automatic, none or a size such as 2G")
public sealed interface PageFile extends Written {
  /** As large as Windows thinks right, on a drive of its choice. */
  record Automatic() implements PageFile {}

  /** There is none. */
  record None() implements PageFile {}

  /** On the drive of Windows, of one size. */
  record Fixed(DataSize size) implements PageFile {
    public Fixed {
      if (size.toMebibytes() < 16) {
        throw new IllegalArgumentException("a page file is at least 16M, got " + size);
      }
    }
  }

  /**
   * Reads the form of a recipe.
   *
   * @throws IllegalArgumentException when it is neither {@code automatic} nor {@code none} nor a
   *     size of 16M or more
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

  /** The text of Windows' value PagingFiles: path, least and most mebibytes; empty for none. */
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
