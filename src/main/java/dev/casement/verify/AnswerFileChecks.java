package dev.casement.verify;

import static dev.casement.report.Rule.error;

import dev.casement.report.Rule;
import java.util.List;

/** Checks that Windows can read the answer file of its first start. */
final class AnswerFileChecks {
  private static final Rule BROKEN =
      error(
          "answer-file-broken",
          "Windows Setup stops at the first start: it cannot parse the answer file",
          "correct the file; casement lint names what is wrong with it",
          "rcmaehl/LocalUser.App issue 8; Learn, \"Windows Setup Automation Overview\"");

  private AnswerFileChecks() {}

  static List<Rule> rules() {
    return List.of(BROKEN);
  }

  /** A Windows without an answer file asks its user. */
  static void run(OfflineWindows windows, Findings findings) {
    windows
        .read(ExpectationChecks.ANSWER_FILE, LeftoverChecks.LARGEST_ANSWER_FILE)
        .flatMap(content -> new AnswerFileValues(content).problem())
        .ifPresent(problem -> findings.add(BROKEN, ExpectationChecks.ANSWER_FILE, problem));
  }
}
