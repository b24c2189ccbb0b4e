package dev.casement.pipeline.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * A step of a build on the host, which turns one value into another.
 *
 * <p>A stage gets its dependencies through its constructor, and registers what it acquires in the
 * context's scope. It fails with a {@link dev.casement.report.BuildException}.
 */
public interface Stage<I, O> {
  /** The name that users see: the name of the class. */
  default String name() {
    return getClass().getSimpleName();
  }

  Limit limit();

  O run(I input, StageContext context);

  /** Whether the stage need not run; asked before it does. */
  default Optional<Skip<O>> skip(I input) {
    return Optional.empty();
  }

  /** The name of the stage's VM run, whose logs are evidence if the stage fails. */
  default Optional<String> guestRun() {
    return Optional.empty();
  }

  /** A stage that need not run; its output is the input of the next one. */
  sealed interface Skip<O> {
    O output();

    /**
     * The stage has nothing to do.
     *
     * @param why for the user and the manifest
     */
    record Unneeded<O>(String why, O output) implements Skip<O> {}

    /**
     * An earlier build has done the same.
     *
     * @param kept when it had
     */
    record Continued<O>(Instant kept, O output) implements Skip<O> {}
  }
}
