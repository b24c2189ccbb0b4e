package dev.casement.unattend.lint;

import dev.casement.report.Finding;
import dev.casement.report.Position;
import dev.casement.report.Rule;
import dev.casement.unattend.lint.xml.Element;
import java.util.Optional;

/** A rule of the linter, with the check that looks for it. */
public record LintRule(Rule rule, Check check) {

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

  /** A rule without which Setup stops or asks, or does not do what the file says. */
  public static LintRule error(String id, String why, String remedy, String source, Check check) {
    return new LintRule(Rule.error(id, why, remedy, source), check);
  }

  /** A rule about what may work; whoever wrote the file should know. */
  public static LintRule warning(String id, String why, String remedy, String source, Check check) {
    return new LintRule(Rule.warning(id, why, remedy, source), check);
  }

  Finding finding(String file, Position position, String message) {
    return new Finding(rule, file, Optional.of(position), message);
  }
}
