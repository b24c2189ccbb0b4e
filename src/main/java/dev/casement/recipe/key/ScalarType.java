package dev.casement.recipe.key;

import dev.casement.report.Secret;
import dev.casement.report.ShownAddress;
import dev.casement.report.Spelling;
import dev.casement.units.DataSize;
import dev.casement.units.Durations;
import dev.casement.units.Sha256;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type whose values are single values in a recipe.
 *
 * @param noun its name in a message, with an article
 * @param pattern for the JSON Schema; empty for any text
 * @param parse reads it; throws IllegalArgumentException with a message for the user
 */
public record ScalarType<T>(
    Class<T> type, String noun, Optional<String> pattern, Function<String, T> parse) {

  /** A host, of any characters, and a port. */
  private static final String SERVER = "(\\[[^\\]]*\\]|[^:\\[\\]]+)(:[0-9]*)?";

  private static final String ADDRESS = "https?://[^/@\\s]+(/\\S*)?";

  /** The scalar type for a Java type, or empty if the type is not scalar. */
  public static Optional<ScalarType<?>> of(Class<?> type) {
    if (type.isEnum()) {
      return Optional.of(ofEnum(type));
    }
    Form form = type.getAnnotation(Form.class);
    if (form != null) {
      return Optional.of(ofWritten(type, form));
    }
    return known().stream().filter(scalar -> scalar.type == type).findFirst();
  }

  /** The names of an enum's constants in a recipe. */
  public static List<String> words(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants())
        .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<ScalarType<?>> known() {
    return List.of(
        new ScalarType<>(String.class, "a text", Optional.empty(), ScalarType::text),
        new ScalarType<>(Secret.class, "a text", Optional.empty(), text -> new Secret(text(text))),
        new ScalarType<>(Boolean.class, "true or false", Optional.empty(), ScalarType::truth),
        new ScalarType<>(
            Integer.class, "a whole number", Optional.of("-?[0-9]{1,9}"), ScalarType::number),
        new ScalarType<>(
            DataSize.class,
            "a size such as 40G",
            Optional.of("[0-9]{1,12} *([KMGT])?(iB|B)?"),
            DataSize::parse),
        new ScalarType<>(
            Duration.class,
            "a duration such as 2h30m",
            Optional.of("(?=.)([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?"),
            Durations::parse),
        new ScalarType<>(
            Sha256.class, "a digest", Optional.of("[0-9A-Fa-f]{64}"), ScalarType::digest),
        new ScalarType<>(Path.class, "a path", Optional.empty(), ScalarType::path),
        new ScalarType<>(URI.class, "an address", Optional.of(ADDRESS), ScalarType::address));
  }

  /** A value in a resolved recipe: a text, a number or a boolean. */
  public static Object written(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Integer number -> number;
      case Duration duration -> Durations.format(duration);
      case Sha256 digest -> digest.hex();
      case Enum<?> word -> word.toString().toLowerCase(Locale.ROOT);
      case Written written -> written.text();
      case Object other -> other.toString();
    };
  }

  private static ScalarType<?> ofWritten(Class<?> type, Form form) {
    return new ScalarType<>(
        Object.class,
        form.says(),
        Optional.of(form.value()),
        text -> {
          if (!text.matches(form.value())) {
            throw new IllegalArgumentException("must be " + form.says());
          }
          return parse(type, text);
        });
  }

  private static Object parse(Class<?> type, String text) {
    try {
      return type.getMethod("parse", String.class).invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " cannot be read", e);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException(type + " has no parse(String)", e);
    }
  }

  private static ScalarType<?> ofEnum(Class<?> type) {
    return new ScalarType<>(
        Object.class, "one of " + oneOf(type), Optional.empty(), text -> constant(type, text));
  }

  private static Object constant(Class<?> type, String text) {
    List<String> words = words(type);
    int index = words.indexOf(text);
    if (index < 0) {
      String guess =
          Spelling.nearest(text, words).map(word -> "; did you mean " + word + "?").orElse("");
      throw new IllegalArgumentException(quote(text) + " is not one of " + oneOf(type) + guess);
    }
    return type.getEnumConstants()[index];
  }

  private static String oneOf(Class<?> type) {
    return String.join(", ", words(type));
  }

  /** Quotes a text for messages, shortened if it is long. */
  public static String quote(String text) {
    return '"' + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + '"';
  }

  private static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is blank; give it a value or remove the key");
    }
    return text;
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new IllegalArgumentException(quote(text) + " is neither true nor false");
    };
  }

  private static Integer number(String text) {
    if (!text.matches("-?[0-9]{1,9}")) {
      throw new IllegalArgumentException(quote(text) + " is not a whole number");
    }
    return Integer.valueOf(text);
  }

  private static Sha256 digest(String text) {
    return new Sha256(text.toLowerCase(Locale.ROOT));
  }

  private static Path path(String text) {
    try {
      return Path.of(text(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a path: " + e.getReason(), e);
    }
  }

  private static URI address(String text) {
    URI address;
    try {
      address = new URI(text);
    } catch (URISyntaxException e) {
      // Not as the cause, since its message has the whole text.
      throw new IllegalArgumentException(
          quote(ShownAddress.of(text))
              + " is not an address; write http:// or https:// and percent-encode blanks");
    }
    String server = String.valueOf(address.getRawAuthority());
    if (server.contains("@")) {
      throw new IllegalArgumentException(
          "has a user or password in it, which is not sent, and which logs would show; use an"
              + " address without, or download a medium yourself and write its path");
    }
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    boolean isWeb = scheme.equals("http") || scheme.equals("https");
    if (!isWeb || address.getRawAuthority() == null || !server.matches(SERVER)) {
      throw new IllegalArgumentException(
          quote(ShownAddress.of(text)) + " is not an http or https address with a host");
    }
    return address;
  }
}
