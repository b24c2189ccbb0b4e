package dev.casement.openstack.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** What is done for an order, told and remembered; in a dry run what would be. */
final class Actions {
  private final PublishListener listener;
  private final boolean dryRun;
  private final List<String> told = new ArrayList<>();

  Actions(PublishListener listener, boolean dryRun) {
    this.listener = listener;
    this.dryRun = dryRun;
  }

  /** Remembers what there is to say without anything being done. */
  void say(String clause) {
    told.add(clause);
  }

  /**
   * Does something, unless it is a dry run.
   *
   * @param deed says whether there was anything to do
   */
  void take(String clause, BooleanSupplier deed) {
    if (dryRun) {
      told.add(clause);
    } else if (deed.getAsBoolean()) {
      told.add(clause);
      listener.progress(OptionalInt.empty(), clause);
    }
  }

  List<String> told() {
    return List.copyOf(told);
  }
}
