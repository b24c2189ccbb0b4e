package dev.casement.openstack.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** Carries out actions and records them; in a dry run it only records them. */
final class Actions {
  private final PublishListener listener;
  private final boolean dryRun;
  private final List<String> told = new ArrayList<>();

  Actions(PublishListener listener, boolean dryRun) {
    this.listener = listener;
    this.dryRun = dryRun;
  }

  /** Records a clause without an action. */
  void say(String clause) {
    told.add(clause);
  }

  /**
   * Carries out an action, unless this is a dry run.
   *
   * @param deed returns whether anything had to be done
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
