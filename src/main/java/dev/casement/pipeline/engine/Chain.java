package dev.casement.pipeline.engine;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Stages in order, each taking the result of the one before, so that a wrong order does not
 * compile.
 *
 * @param <I> what the first stage takes
 * @param <O> what the last one returns
 * @param <P> what a plan knows when it asks the stages what they would do
 */
public final class Chain<I, O, P> {
  private final List<Link<P>> links;
  private final BiFunction<Stages, I, O> course;

  /**
   * A stage of a chain.
   *
   * @param summary what it would do, on one line
   */
  public record Link<P>(Stage<?, ?> stage, Function<P, String> summary) {}

  private Chain(List<Link<P>> links, BiFunction<Stages, I, O> course) {
    this.links = links;
    this.course = course;
  }

  public static <I, O, P> Chain<I, O, P> of(Stage<I, O> first, Function<P, String> summary) {
    return new Chain<>(
        List.of(new Link<>(first, summary)), (stages, input) -> stages.run(first, input));
  }

  public <N> Chain<I, N, P> then(Stage<O, N> next, Function<P, String> summary) {
    return new Chain<>(
        Stream.concat(links.stream(), Stream.of(new Link<>(next, summary))).toList(),
        (stages, input) -> stages.run(next, course.apply(stages, input)));
  }

  /** Passes the last stage's result to this check before the next stage begins. */
  public Chain<I, O, P> checked(Consumer<O> check) {
    return new Chain<>(
        links,
        (stages, input) -> {
          O output = course.apply(stages, input);
          check.accept(output);
          return output;
        });
  }

  public O run(Stages stages, I input) {
    return course.apply(stages, input);
  }

  public List<Link<P>> links() {
    return links;
  }

  public List<String> names() {
    return links.stream().map(link -> link.stage().name()).toList();
  }
}
