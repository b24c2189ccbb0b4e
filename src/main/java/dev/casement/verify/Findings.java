package dev.casement.verify;

import java.util.ArrayList;
import java.util.List;

/** Takes what checks find, in their order. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void add(Rule rule, String place, String message) {
    all.add(new Finding(rule, place, message));
  }

  List<Finding> all() {
    return List.copyOf(all);
  }
}
