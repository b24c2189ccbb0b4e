package dev.casement.pipeline.engine;

import java.time.Duration;

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

  /** How long it may take. */
  Duration limit();

  O run(I input, StageContext context);
}
