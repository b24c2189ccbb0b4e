package dev.casement.unattend.lint;

import dev.casement.report.Position;
import dev.casement.unattend.lint.xml.Element;

/**
 * One thing that the linter looks for.
 *
 * @param id stable, in lower case with hyphens
 * @param why what comes of it, a clause
 * @param remedy what to do, an imperative
 * @param source where the rule is from
 */
public record Rule(
    String id, Severity severity, String why, String remedy, String source, Check check) {
  public Rule {
    if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*") || why.isBlank() || remedy.isBlank()) {
      throw new IllegalArgumentException("no rule: " + id);
    }
  }

  /** Looks at an answer file, and reports every place where the rule is broken. */
  @FunctionalInterface
  public interface Check {
    void run(Subject subject, Report report);
  }

  /** Takes what a check finds. */
  @FunctionalInterface
  public interface Report {
    /**
     * @param message what is wrong here, a clause; never with a password or a secret key
     */
    void at(Element element, String message);
  }

  public static Rule error(String id, String why, String remedy, String source, Check check) {
    return new Rule(id, Severity.ERROR, why, remedy, source, check);
  }

  public static Rule warning(String id, String why, String remedy, String source, Check check) {
    return new Rule(id, Severity.WARNING, why, remedy, source, check);
  }

  Finding finding(String file, Position position, String message) {
    return new Finding(severity, id, file, position, message, why, remedy, source);
  }
}
