package dev.casement.openstack.publish;

import java.util.OptionalInt;

/** Hears how an image is getting to a cloud. */
public interface PublishListener {
  /**
   * It is getting on.
   *
   * @param percent 0–100 of the upload, where there is one
   */
  void progress(OptionalInt percent, String text);

  /** Something the user should know that does not stop it. */
  void warn(String text);
}
