package dev.casement.unattend.lint.rules;

import dev.casement.unattend.lint.LintContext;

/**
 * A mistake put into an answer file that has none.
 *
 * @param rule the rule that has to find it
 * @param file the answer file without it
 * @param right what stands there, once at least; the first is changed
 * @param wrong what stands there afterwards
 */
record Seed(String rule, String file, String right, String wrong, LintContext context) {
  static Seed of(String rule, String file, String right, String wrong) {
    return new Seed(rule, file, right, wrong, LintContext.none());
  }

  /** The answer file with the mistake. */
  String planted() {
    int at = file.indexOf(right);
    if (at < 0) {
      throw new IllegalArgumentException("the file has no " + right);
    }
    return file.substring(0, at) + wrong + file.substring(at + right.length());
  }

  @Override
  public String toString() {
    return rule + ": " + wrong.strip().lines().findFirst().orElse("(removed)");
  }
}
