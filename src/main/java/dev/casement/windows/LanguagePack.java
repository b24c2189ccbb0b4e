package dev.casement.windows;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A language pack and its cabinet: since Windows 10, {@code
 * Microsoft-Windows-Client-Language-Pack_x64_fr-fr.cab}, or {@code -Server-}; earlier, {@code
 * lp.cab} in a directory named after the language (Learn, "Language packs overview"; "Add Language
 * Packs to Windows").
 *
 * @param tag of the language, such as {@code fr-FR}
 */
public record LanguagePack(String tag) {
  private static final Pattern CABINET =
      Pattern.compile(
          "Microsoft-Windows-(Client|Server)-Language-Pack_(x86|x64|arm64)_([a-z0-9-]+)\\.cab",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OLD_CABINET =
      Pattern.compile("(?:.*/)?([a-z]{2,3}(?:-[a-z0-9]+)+)/lp\\.cab", Pattern.CASE_INSENSITIVE);
  private static final Set<String> ARCHITECTURES = Set.of("x86", "x64", "amd64", "arm64");

  /** The name of its cabinet since Windows 10. */
  public String cabinet(boolean server, Architecture architecture) {
    return "Microsoft-Windows-%s-Language-Pack_%s_%s.cab"
        .formatted(server ? "Server" : "Client", word(architecture), tag.toLowerCase(Locale.ROOT));
  }

  /** Whether the file at this path on a medium is its cabinet. */
  public boolean isIn(String path, boolean server, Architecture architecture) {
    return tagOf(path, server, architecture).filter(tag::equalsIgnoreCase).isPresent();
  }

  /**
   * The language of the cabinet at this path; empty if it is not a language pack for such a
   * Windows.
   */
  public static Optional<String> tagOf(String path, boolean server, Architecture architecture) {
    Matcher cabinet = CABINET.matcher(path.substring(path.lastIndexOf('/') + 1));
    if (cabinet.matches()) {
      boolean fits =
          cabinet.group(1).equalsIgnoreCase(server ? "Server" : "Client")
              && cabinet.group(2).equalsIgnoreCase(word(architecture));
      return fits ? Optional.of(cabinet.group(3)) : Optional.empty();
    }
    Matcher old = OLD_CABINET.matcher(path);
    return old.matches() && isFor(path, architecture)
        ? Optional.of(old.group(1))
        : Optional.empty();
  }

  /** Media for several architectures have a directory for each one. */
  private static boolean isFor(String path, Architecture architecture) {
    for (String directory : path.toLowerCase(Locale.ROOT).split("/", -1)) {
      if (ARCHITECTURES.contains(directory)) {
        return directory.equals(word(architecture))
            || directory.equals(architecture.answerFileName());
      }
    }
    return true;
  }

  private static String word(Architecture architecture) {
    return architecture == Architecture.AMD64 ? "x64" : architecture.answerFileName();
  }
}
