package dev.casement.pipeline.engine;

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

  /** Whether to skip the stage; asked before it runs. */
  default Optional<Skip<O>> skip(I input) {
    return Optional.empty();
  }

  /** The name of the stage's VM run, whose logs are evidence if the stage fails. */
  default Optional<String> guestRun() {
    return Optional.empty();
  }

  /**
   * A skipped stage.
   *
   * @param why for the user and the manifest
   * @param output the input of the next stage
   */
  record Skip<O>(String why, O output) {}
}
