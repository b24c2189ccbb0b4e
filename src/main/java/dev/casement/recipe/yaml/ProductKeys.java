package dev.casement.recipe.yaml;

import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.yaml.RecipeDocument.ProductKeyDocument;
import dev.casement.report.Secret;
import dev.casement.windows.ProductKey;
import dev.casement.windows.WrittenText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches a product key from where the recipe says; no message shows any of it. */
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
  ProductKeyChoice choice(ProductKeyDocument document) {
    if (document.env() != null) {
      return own(fromEnvironment(document.env()), "the variable " + document.env());
    }
    if (document.file() != null) {
      return own(fromFile(document.file()), "the file " + document.file());
    }
    return written(document.key());
  }

  private static ProductKeyChoice written(@Nullable Secret key) {
    String word = key == null ? "none" : key.reveal();
    return switch (word) {
      case "kms" -> new ProductKeyChoice.Kms();
      case "none" -> new ProductKeyChoice.None();
      default -> own(word, "it");
    };
  }

  private String fromEnvironment(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the environment has no variable " + name + "; set it");
    }
    return value;
  }

  private String fromFile(Path path) {
    try (InputStream in = Files.newInputStream(base.resolve(path))) {
      return WrittenText.decode(in.readNBytes(LARGEST));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the file " + path + " is not text in UTF-8 or UTF-16; save it as UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the file " + path + " cannot be read: " + e, e);
    }
  }

  private static ProductKeyChoice own(String text, String where) {
    try {
      return new ProductKeyChoice.Own(new Secret(ProductKey.own(text).reveal()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + " holds no product key: " + e.getMessage(), e);
    }
  }
}
