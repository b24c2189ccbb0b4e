package dev.casement.recipe.yaml;

import dev.casement.recipe.ProductKeyForm;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.report.Secret;
import dev.casement.windows.ProductKey;
import dev.casement.windows.WrittenText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Obtains a product key from its source in the recipe; no message shows any part of it. */
final class ProductKeys {
  private static final int LARGEST = 4096;

  private final Path base;
  private final Map<String, String> environment;

  ProductKeys(Path base, Map<String, String> environment) {
    this.base = base;
    this.environment = environment;
  }

  /**
   * @throws IllegalArgumentException with a message for the user
   */
  ProductKeyChoice choice(ProductKeyForm form) {
    return form.env()
        .map(name -> own(fromEnvironment(name), "the variable " + name))
        .or(() -> form.file().map(file -> own(fromFile(file), "the file " + shown(file))))
        .orElseGet(() -> written(form.key().map(Secret::reveal).orElse("none")));
  }

  private static ProductKeyChoice written(String word) {
    return switch (word) {
      case "kms" -> new ProductKeyChoice.Kms();
      case "none" -> new ProductKeyChoice.None();
      default -> own(word, "it");
    };
  }

  private Path shown(Path file) {
    return file.startsWith(base) ? base.relativize(file) : file;
  }

  private String fromEnvironment(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the environment has no variable " + name + "; set it");
    }
    return value;
  }

  private String fromFile(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return WrittenText.decode(in.readNBytes(LARGEST));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the file " + shown(path) + " is not text in UTF-8 or UTF-16; save it as UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file " + shown(path) + " cannot be read: " + e, e);
    }
  }

  private static ProductKeyChoice own(String text, String where) {
    try {
      return new ProductKeyChoice.Own(ProductKey.own(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + " holds no product key: " + e.getMessage(), e);
    }
  }
}
