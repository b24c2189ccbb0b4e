package dev.casement.pipeline.engine;

/** Which checkpoints the user wants a build to continue from. */
public sealed interface Reuse {
  /** None at all: every stage is repeated. */
  static Reuse none() {
    return new Before("AcquireMedia");
  }

  /** The newest one whose key holds. */
  record Newest() implements Reuse {}

  /** The one before this stage, which must exist; this stage and all after it are repeated. */
  record Before(String stage) implements Reuse {}

  /**
   * The newest one for the installation; its updates are continued by another run of this stage.
   */
  record Refresh(String stage) implements Reuse {}
}
