package dev.casement.unattend.lint;

import dev.casement.unattend.lint.xml.AnswerTree;
import dev.casement.unattend.lint.xml.Element;

/**
 * What a rule looks at: the answer file, what is known beside it, and which Windows it installs.
 */
public record Subject(AnswerTree tree, LintContext context, Installation installation) {
  static Subject of(Element root, LintContext context) {
    AnswerTree tree = new AnswerTree(root);
    return new Subject(tree, context, Installation.of(tree, context));
  }
}
