package dev.casement.unattend.lint;

import dev.casement.report.Finding;
import dev.casement.report.Position;
import dev.casement.report.Rule;
import dev.casement.unattend.lint.xml.Element;
import java.util.Optional;

/** A rule of the linter, with its check. */
public record LintRule(Rule rule, Check check) {

  /** Reports every place in an answer file that breaks the rule. */
  @FunctionalInterface
  public interface Check {
    void run(Subject subject, Report report);
  }

  /** Receives the findings of a check. */
  @FunctionalInterface
  public interface Report {
    /**
     * @param message the problem, a clause; it must not contain a password or secret key
     */
    void at(Element element, String message);
  }

  /** A rule whose violation makes Setup stop, ask, or deviate from the file. */
  public static LintRule error(String id, String why, String remedy, String source, Check check) {
    return new LintRule(Rule.error(id, why, remedy, source), check);
  }

  /** A rule about questionable settings that may work. */
  public static LintRule warning(String id, String why, String remedy, String source, Check check) {
    return new LintRule(Rule.warning(id, why, remedy, source), check);
  }

  Finding finding(String file, Position position, String message) {
    return new Finding(rule, file, Optional.of(position), message);
  }
}
