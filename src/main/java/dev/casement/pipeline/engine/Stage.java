package dev.casement.pipeline.engine;

import java.util.Optional;

/**
 * One step of a build on the host: a value in, a value out.
 *
 * <p>What a stage needs comes in through its constructor; what it acquires it registers in the
 * context's scope. It fails with a {@link dev.casement.report.BuildException}.
 */
public interface Stage<I, O> {
  /** The name users see, the class's own. */
  default String name() {
    return getClass().getSimpleName();
  }

  Limit limit();

  O run(I input, StageContext context);

  /** Whether a build leaves the stage out; asked before it runs. */
  default Optional<Skip<O>> skip(I input) {
    return Optional.empty();
  }

  /** The name of the VM run that it is, whose logs are evidence when it fails. */
  default Optional<String> guestRun() {
    return Optional.empty();
  }

  /**
   * A stage that is left out.
   *
   * @param why for the user and the record
   * @param output what the next stage gets
   */
  record Skip<O>(String why, O output) {}
}
