package dev.casement.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects everything that is wrong with something, so that all of it is reported at once. */
public final class Problems {
  /** More than this many help nobody. */
  private static final int SHOWN = 50;

  private final List<String> found = new ArrayList<>();

  /**
   * @param text what is wrong and where, a clause
   */
  public void add(String text) {
    found.add(text);
  }

  public void addAll(List<String> texts) {
    found.addAll(texts);
  }

  /** Takes what a check throws for a problem, so that other checks can follow. */
  public void collect(Runnable check) {
    try {
      check.run();
    } catch (BuildException e) {
      found.add(e.what());
    }
  }

  public int count() {
    return found.size();
  }

  /**
   * Throws when there is any problem.
   *
   * @param what they are about, a clause that the problems follow, one per line
   * @param remedy what to do about all of them
   * @throws BuildException of that category
   */
  public void throwIfAny(Failure failure, String what, String remedy) {
    if (found.isEmpty()) {
      return;
    }
    String lines =
        found.stream().limit(SHOWN).map(text -> "\n    " + text).collect(Collectors.joining());
    String more = found.size() > SHOWN ? "\n    … and " + (found.size() - SHOWN) + " more" : "";
    throw new BuildException(failure, what + ":" + lines + more, remedy);
  }
}
