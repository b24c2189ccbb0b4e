package dev.casement.unattend.lint;

import dev.casement.report.Finding;
import dev.casement.report.Position;
import dev.casement.unattend.lint.xml.AnswerFileText;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.unattend.lint.xml.MalformedXml;
import dev.casement.unattend.lint.xml.Placeholder;
import dev.casement.unattend.lint.xml.XmlTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what is wrong with an answer file before Windows Setup does.
 *
 * <p>An error is only what makes Setup stop or ask, or what makes the result other than the file
 * says; what is merely unknown to Casement is a warning or nothing.
 */
public final class Linter {
  /** No more bytes than these are looked at; a file that has them all is too large. */
  public static final int SIZE_LIMIT = 2 * XmlTree.SIZE_LIMIT + 4;

  private final List<LintRule> rules;
  private final List<LintRule> ofTemplates;

  /**
   * A linter with these rules.
   *
   * @param ofTemplates those that also hold for a file whose parts are still to be chosen
   */
  public Linter(List<LintRule> rules, List<LintRule> ofTemplates) {
    this.rules = List.copyOf(rules);
    this.ofTemplates = List.copyOf(ofTemplates);
  }

  /** As {@link #lint(String, String, LintContext)}, for a file as it is on the disk. */
  public List<Finding> lint(String file, byte[] content, LintContext context) {
    try {
      AnswerFileText text = AnswerFileText.decode(content);
      List<Finding> findings = new ArrayList<>(XmlRules.ofBytes(file, text, context));
      findings.addAll(lint(file, text.text(), context));
      return List.copyOf(findings);
    } catch (MalformedXml e) {
      return List.of(XmlRules.of(e.kind()).finding(file, e.position(), e.what()));
    }
  }

  /**
   * Everything that is wrong with the file, in the order of the text.
   *
   * <p>A text that is no XML has one finding: what the parser stops at.
   *
   * @param file for the findings
   */
  public List<Finding> lint(String file, String text, LintContext context) {
    Element root;
    try {
      root = XmlTree.read(text);
    } catch (MalformedXml e) {
      return List.of(XmlRules.of(e.kind()).finding(file, e.position(), e.what()));
    }
    Subject subject = Subject.of(root, context);
    Set<Finding> findings = new LinkedHashSet<>();
    for (LintRule rule : Placeholder.choosesParts(root) ? ofTemplates : rules) {
      rule.check()
          .run(
              subject,
              (element, message) -> findings.add(rule.finding(file, element.position(), message)));
    }
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(
        Comparator.comparing(Linter::position).thenComparing(finding -> finding.rule().id()));
    return List.copyOf(sorted);
  }

  private static Position position(Finding finding) {
    return finding.position().orElse(Position.START);
  }
}
