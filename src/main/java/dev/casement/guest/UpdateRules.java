package dev.casement.guest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Limits and exceptions of run update.
 *
 * @param rounds how many searches of the server may find updates
 * @param oneUpdate how long one update or package may take
 * @param excluded articles to leave out, such as {@code KB5034439}
 * @param onFailure what happens when an update cannot be installed
 */
public record UpdateRules(
    int rounds, Duration oneUpdate, List<String> excluded, OnFailure onFailure) {
  /** The form of an article number, as a regular expression. */
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

  /** What happens when an update cannot be installed, after all others are. */
  public enum OnFailure {
    /** The build fails. */
    FAIL,
    /** The build warns, and the manifest lists the update. */
    REPORT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
