package dev.casement.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Collects everything that is wrong with something, so that all of it is reported at once. */
public final class Problems {
  /** Listing more would not help the user. */
  private static final int SHOWN = 50;

  private final List<Problem> found = new ArrayList<>();

  /**
   * @param position in the file concerned, or its start
   */
  private record Problem(Position position, String text) {}

  /**
   * @param text what is wrong and where, a clause
   */
  public void add(String text) {
    add(Position.START, "", text);
  }

  /**
   * @param path the key it is about, such as {@code windows.edition} or {@code steps[0].run}; empty
   *     for the file as a whole
   * @param text what is wrong and what would be right
   */
  public void add(Position position, String path, String text) {
    found.add(new Problem(position, (path.isEmpty() ? "" : path + ": ") + text));
  }

  public void addAll(List<String> texts) {
    texts.forEach(this::add);
  }

  /** Records the failure of a check as a problem, so that other checks can follow. */
  public void collect(Runnable check) {
    try {
      check.run();
    } catch (BuildException e) {
      add(e.what());
    }
  }

  public int count() {
    return found.size();
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** The text of the problem that comes first in the file. */
  public Optional<String> first() {
    return inOrder().stream().map(Problem::text).findFirst();
  }

  /**
   * Throws when there is any problem.
   *
   * @param what a clause that the problems follow, one per line
   * @param remedy what to do about all of them
   * @throws BuildException of that category
   */
  public void throwIfAny(Failure failure, String what, String remedy) {
    throwIfAny(failure, what + ":", remedy, problem -> "    " + problem.text());
  }

  /**
   * Throws when there is any problem with a file, each with its place, in the order of the file.
   *
   * @param what a clause that the problems follow, one per line
   * @throws BuildException of that category
   */
  public void throwIfAny(Failure failure, String file, String what, String remedy) {
    throwIfAny(
        failure, what, remedy, problem -> file + ":" + problem.position() + ": " + problem.text());
  }

  private void throwIfAny(
      Failure failure, String heading, String remedy, Function<Problem, String> line) {
    if (found.isEmpty()) {
      return;
    }
    String lines =
        inOrder().stream()
            .limit(SHOWN)
            .map(problem -> "\n" + line.apply(problem))
            .collect(Collectors.joining());
    String more = found.size() > SHOWN ? "\n… and " + (found.size() - SHOWN) + " more" : "";
    throw new BuildException(failure, heading + lines + more, remedy);
  }

  private List<Problem> inOrder() {
    return found.stream().sorted(Comparator.comparing(Problem::position)).toList();
  }
}
