package dev.casement.unattend.lint;

import dev.casement.unattend.lint.xml.AnswerTree;
import dev.casement.unattend.lint.xml.Element;

/** The input of a rule: the answer file, its context, and the Windows that it installs. */
public record Subject(AnswerTree tree, LintContext context, Installation installation) {
  static Subject of(Element root, LintContext context) {
    AnswerTree tree = new AnswerTree(root);
    return new Subject(tree, context, Installation.of(tree, context));
  }
}
