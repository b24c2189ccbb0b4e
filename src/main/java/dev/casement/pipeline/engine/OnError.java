package dev.casement.pipeline.engine;

import dev.casement.report.BuildException;

/** Decides what to do when a stage has failed. */
@FunctionalInterface
public interface OnError {
  /** Cleans up, whatever fails. */
  OnError CLEAN_UP = (_, _) -> Choice.CLEAN_UP;

  /** Leaves everything as it is, whatever fails. */
  OnError ABORT =
      new OnError() {
        @Override
        public Choice choose(String stage, BuildException failure) {
          return Choice.ABORT;
        }

        @Override
        public Choice whenCancelled() {
          return Choice.ABORT;
        }
      };

  /**
   * Decides; the stage's machine is left as it is meanwhile. Not called when the build is
   * cancelled.
   *
   * @throws BuildException CANCELLED when the user wants neither
   */
  Choice choose(String stage, BuildException failure);

  /** What to do when the user has cancelled the build. */
  default Choice whenCancelled() {
    return Choice.CLEAN_UP;
  }

  /** What to do. */
  enum Choice {
    /** End the build, and leave nothing but the evidence. */
    CLEAN_UP,
    /** End the build, and leave the machine, its disk and its media as they are. */
    ABORT,
    /** Clean up after the stage, and run it again. */
    RETRY
  }
}
