package dev.casement.openstack.cloud;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import org.jspecify.annotations.Nullable;

/** Creates this package's failures: all of category PUBLISH, each with a remedy. */
public final class PublishFailures {
  private PublishFailures() {}

  public static BuildException of(String what, String remedy) {
    return of(what, remedy, null);
  }

  public static BuildException of(String what, String remedy, @Nullable Throwable cause) {
    return new BuildException(Failure.PUBLISH, what, remedy, cause);
  }
}
