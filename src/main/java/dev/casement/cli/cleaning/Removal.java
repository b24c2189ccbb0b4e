package dev.casement.cli.cleaning;

import java.io.PrintStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Says what is removed; with a dry run, what would be. */
public final class Removal {
  private final PrintStream out;
  private final boolean dry;
  private boolean anything;

  /**
   * @param dry whether nothing is to be removed
   */
  public Removal(PrintStream out, boolean dry) {
    this.out = out;
    this.dry = dry;
  }

  /**
   * Removes something.
   *
   * @param what names it
   * @param action removes it, and returns whether it did
   */
  public void of(String what, BooleanSupplier action) {
    if (dry) {
      say("would remove " + what);
    } else if (action.getAsBoolean()) {
      say("removed " + what);
    }
  }

  /**
   * Removes several things.
   *
   * @param what name them in a dry run
   * @param action removes them, and returns what it removed
   */
  public void ofAll(List<String> what, Supplier<List<String>> action) {
    (dry ? what : action.get()).forEach(each -> say((dry ? "would remove " : "removed ") + each));
  }

  /** Whether anything was removed, or would be. */
  public boolean anything() {
    return anything;
  }

  private void say(String line) {
    anything = true;
    out.println(line);
  }
}
