package dev.casement.media.volume;

/** A file system on a medium. */
public interface Volume {
  /** The label a user sees; empty when there is none. */
  String label();

  MediumEntry root();
}
