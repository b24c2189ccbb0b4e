package dev.casement.report;

/**
 * A rule that lint or verify checks; {@code docs/lint.md} and {@code docs/verify.md} list them all.
 *
 * @param id stable, in lower case with hyphens
 * @param why the consequence, a clause
 * @param remedy what to do, an imperative
 * @param source where the rule comes from
 */
public record Rule(String id, Severity severity, String why, String remedy, String source) {
  public Rule {
    if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*") || why.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("not a rule: " + id);
    }
  }

  public static Rule error(String id, String why, String remedy, String source) {
    return new Rule(id, Severity.ERROR, why, remedy, source);
  }

  public static Rule warning(String id, String why, String remedy, String source) {
    return new Rule(id, Severity.WARNING, why, remedy, source);
  }
}
