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
 * Finds problems in an answer file before Windows Setup does.
 *
 * <p>Only what makes Setup stop, ask, or produce another result than the file says is an error.
 * What is merely unknown to Casement is a warning or is not reported.
 */
public final class Linter {
  /** How many bytes of a file to read; a file with so many is too large. */
  public static final int SIZE_LIMIT = 2 * XmlTree.SIZE_LIMIT + 4;

  private final List<LintRule> rules;
  private final List<LintRule> ofTemplates;

  /**
   * A linter with these rules.
   *
   * @param ofTemplates the rules that also apply to a template
   */
  public Linter(List<LintRule> rules, List<LintRule> ofTemplates) {
    this.rules = List.copyOf(rules);
    this.ofTemplates = List.copyOf(ofTemplates);
  }

  /** As {@link #lint(String, String, LintContext)}, for the bytes of a file. */
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
   * Returns all problems of the file, in the order of the text.
   *
   * <p>A text that is not XML has a single finding: the first error of the parser.
   *
   * @param file the name in findings
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
