package dev.casement.guest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How patient run update is, and with what.
 *
 * @param rounds how many searches of the server may find any
 * @param oneUpdate how long one update or package may take
 * @param excluded articles that are left out, such as {@code KB5034439}
 * @param onFailure what an update means that cannot be installed
 */
public record UpdateRules(
    int rounds, Duration oneUpdate, List<String> excluded, OnFailure onFailure) {
  /** The form of an article. */
  public static final String ARTICLE = "KB[0-9]{5,8}";

  public UpdateRules {
    excluded = List.copyOf(excluded);
    for (String article : excluded) {
      if (!article.matches(ARTICLE)) {
        throw new IllegalArgumentException(
            "an article is KB and a number, got \"" + article + "\"");
      }
    }
  }

  /** What an update means that cannot be installed, when all others are. */
  public enum OnFailure {
    /** The build fails. */
    FAIL,
    /** The build warns, and the manifest names it. */
    REPORT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
