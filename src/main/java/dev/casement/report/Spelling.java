package dev.casement.report;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Guesses which word was meant by a misspelt one, ignoring case. */
public final class Spelling {
  private Spelling() {}

  /** The candidate that is at most a third of its letters away from {@code word}, or empty. */
  public static Optional<String> nearest(String word, Collection<String> candidates) {
    return nearest(
        word,
        candidates,
        candidate -> Math.max(1, Math.max(word.length(), candidate.length()) / 3));
  }

  /** The candidate that is at most {@code limit} letters away from {@code word}, or empty. */
  public static Optional<String> nearest(String word, Collection<String> candidates, int limit) {
    return nearest(word, candidates, candidate -> limit);
  }

  private static Optional<String> nearest(
      String word, Collection<String> candidates, ToIntFunction<String> limit) {
    return candidates.stream()
        // The distance is at least the difference in length, which is cheap to compute.
        .filter(
            candidate ->
                Math.abs(candidate.length() - word.length()) <= limit.applyAsInt(candidate))
        .map(candidate -> new Guess(candidate, distance(fold(word), fold(candidate))))
        .filter(guess -> guess.distance() <= limit.applyAsInt(guess.word()))
        .min(Comparator.comparingInt(Guess::distance))
        .map(Guess::word);
  }

  private record Guess(String word, int distance) {}

  private static String fold(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
  private static int distance(String left, String right) {
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
