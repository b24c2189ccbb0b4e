package dev.casement.openstack.cloud;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import org.jspecify.annotations.Nullable;

/** The failures of this part: all of one category, each with what to do. */
public final class PublishFailures {
  private PublishFailures() {}

  public static BuildException of(String what, String remedy) {
    return of(what, remedy, null);
  }

  public static BuildException of(String what, String remedy, @Nullable Throwable cause) {
    return new BuildException(Failure.PUBLISH, what, remedy, cause);
  }
}
