package dev.casement.openstack.publish;

import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.StoredImage;
import java.time.Clock;

/** Decides whether an uploaded image may have the name under which users find it. */
public interface Acceptance {
  /**
   * Checks, as far as possible in advance, that the cloud can be used for the decision.
   *
   * @throws dev.casement.report.BuildException PUBLISH when it cannot
   */
  void requireReady(Compute compute);

  /**
   * Tries an image that is active.
   *
   * @return what was found out, a clause
   * @throws dev.casement.report.BuildException VERIFY when the image must not have the name,
   *     PUBLISH or CANCELLED when that could not be found out
   */
  String test(Compute compute, StoredImage image, Clock clock, PublishListener listener);
}
