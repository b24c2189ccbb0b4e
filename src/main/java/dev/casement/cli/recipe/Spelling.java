package dev.casement.cli.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to write. */
public final class Spelling {
  private Spelling() {}

  /** The candidate that is at most a third of its letters away from {@code word}, or empty. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    if (word.length() > 64) {
      return Optional.empty();
    }
    String folded = word.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .filter(candidate -> distance(folded, fold(candidate)) <= tolerance(word, candidate))
        .min(Comparator.comparingInt(candidate -> distance(folded, fold(candidate))));
  }

  private static int tolerance(String word, String candidate) {
    return Math.max(1, Math.max(word.length(), candidate.length()) / 3);
  }

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
  static int distance(String left, String right) {
    int[][] costs = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        costs[i][j] = i == 0 ? j : j == 0 ? i : cost(costs, left, i, right, j);
      }
    }
    return costs[left.length()][right.length()];
  }

  private static int cost(int[][] costs, String left, int i, String right, int j) {
    boolean same = left.charAt(i - 1) == right.charAt(j - 1);
    int cheapest = costs[i - 1][j - 1] + (same ? 0 : 1);
    cheapest = Math.min(cheapest, Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(cheapest, costs[i - 2][j - 2] + 1) : cheapest;
  }
}
