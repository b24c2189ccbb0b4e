package dev.casement.verify;

import dev.casement.report.Finding;
import dev.casement.report.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects the findings in the order of the checks; what several of them find is listed once. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void add(Rule rule, String place, String message) {
    Finding finding = new Finding(rule, place, Optional.empty(), message);
    if (!all.contains(finding)) {
      all.add(finding);
    }
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
