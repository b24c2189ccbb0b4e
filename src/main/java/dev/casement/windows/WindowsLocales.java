package dev.casement.windows;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The locales that Setup accepts for languages and formats: those with an identifier of their own.
 *
 * <p>Since Windows 10, Windows also knows locales that share the identifier 1000, and languages
 * without a region. Setup stops or restarts at those (AutomatedLab issue 706 for en-NL,
 * unattend-generator issues 284 for nb and 36 for zh-Hans-CN). The list names its source.
 */
public final class WindowsLocales {
  private static final int SHOWN = 4;
  private static final Map<String, String> IDENTIFIERS =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private static final Map<String, String> CODE_PAGES =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    Table.read("locales.tsv")
        .forEach(
            entry -> {
              IDENTIFIERS.put(entry.get(0), entry.get(1));
              CODE_PAGES.put(entry.get(0), entry.get(2));
            });
  }

  private static final Set<String> ALL_IDENTIFIERS =
      Collections.unmodifiableSet(new TreeSet<>(IDENTIFIERS.values()));

  private WindowsLocales() {}

  /** Whether a locale of this name exists, case-insensitively, with or without a sort order. */
  public static boolean has(String name) {
    return IDENTIFIERS.containsKey(name) || IDENTIFIERS.containsKey(name.replaceFirst("_.*", ""));
  }

  /** Whether a locale has this identifier, four hexadecimal digits such as 0407. */
  public static boolean hasIdentifier(String identifier) {
    return ALL_IDENTIFIERS.contains(identifier.toLowerCase(Locale.ROOT));
  }

  /**
   * Why a program without Unicode cannot read a text in this locale, a clause that names the
   * character; empty if it can, or if the locale does not exist.
   */
  public static Optional<String> problemWithAnsi(String text, String locale) {
    String page = CODE_PAGES.get(locale.replaceFirst("_.*", ""));
    if (page == null) {
      return Optional.empty();
    }
    CharsetEncoder encoder = charset(page).newEncoder();
    return text.codePoints()
        .mapToObj(Character::toString)
        .filter(character -> !encoder.canEncode(character))
        .findFirst()
        .map(
            character ->
                page.equals("0")
                    ? "%s has no code page, only ASCII, and so no \"%s\""
                        .formatted(locale, character)
                    : "the code page of %s, %s, has no \"%s\"".formatted(locale, page, character));
  }

  /** Java's charset for a Windows code page. */
  private static Charset charset(String page) {
    return switch (page) {
      case "0" -> StandardCharsets.US_ASCII;
      case "874", "949", "950" -> Charset.forName("x-windows-" + page);
      case "932" -> Charset.forName("windows-31j");
      case "936" -> Charset.forName("GBK");
      default -> Charset.forName("windows-" + page);
    };
  }

  /** Why Setup does not accept this locale name, and what it accepts; empty if it accepts it. */
  public static Optional<String> problemWith(String name) {
    if (has(name)) {
      return Optional.empty();
    }
    List<String> near = near(name.toLowerCase(Locale.ROOT));
    return Optional.of(
        "Windows has no locale \""
            + name
            + "\""
            + (near.isEmpty() ? "" : "; it has " + String.join(", ", near)));
  }

  /** Locales of the same language and region, else the same region, else the same language. */
  private static List<String> near(String name) {
    String[] parts = name.split("[-_]");
    String language = parts[0] + "-";
    String region = "-" + parts[parts.length - 1];
    List<String> sameRegion = parts.length == 1 ? List.of() : ending(IDENTIFIERS.keySet(), region);
    List<String> sameLanguage = starting(IDENTIFIERS.keySet(), language);
    List<String> both = ending(Set.copyOf(sameLanguage), region);
    List<String> best = !both.isEmpty() ? both : !sameRegion.isEmpty() ? sameRegion : sameLanguage;
    return best.stream().sorted().limit(SHOWN).toList();
  }

  private static List<String> ending(Set<String> names, String end) {
    return names.stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(end)).toList();
  }

  private static List<String> starting(Set<String> names, String start) {
    return names.stream().filter(name -> name.toLowerCase(Locale.ROOT).startsWith(start)).toList();
  }
}
