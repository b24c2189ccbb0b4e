package dev.casement.openstack.publish;

import java.util.OptionalInt;

/** Receives the progress of publishing to a cloud. */
public interface PublishListener {
  /**
   * Reports progress.
   *
   * @param percent 0–100 of the upload; empty outside of it
   */
  void progress(OptionalInt percent, String text);

  /** Reports a problem that does not stop publishing. */
  void warn(String text);
}
