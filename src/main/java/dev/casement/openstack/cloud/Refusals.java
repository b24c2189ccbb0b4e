package dev.casement.openstack.cloud;

import dev.casement.http.Answer;
import dev.casement.report.BuildException;
import java.util.Locale;

/** Explains why Glance refused a request, and what to do about it. */
public final class Refusals {
  private Refusals() {}

  /**
   * The failure for an answer.
   *
   * @param what the attempted action, as an infinitive
   */
  public static BuildException of(String what, Answer answer) {
    return PublishFailures.of(
        "Glance at "
            + answer.from().getAuthority()
            + " refused to "
            + what
            + " (HTTP "
            + answer.status()
            + "): "
            + answer.reason(),
        remedy(answer));
  }

  private static String remedy(Answer answer) {
    return switch (answer.status()) {
      case 400 -> "correct the name, the properties or the format it complains about";
      case 401 -> "check the credentials in clouds.yaml and secure.yaml";
      case 403 ->
          isQuota(answer)
              ? "delete images that are not needed, or ask for a larger quota"
              : "ask for the role that this needs; a public image usually needs an administrator";
      case 404 -> "check whether another user has deleted it, then run the same command again";
      case 409 -> "run the same command again; if this persists, look at the image's state";
      case 413 ->
          isQuota(answer)
              ? "delete images that are not needed, or ask for a larger quota"
              : "make the image smaller, or ask the operator of the cloud about its limit and its"
                  + " space";
      default ->
          answer.status() >= 500
              ? "try again later; if this persists, ask the operator of the cloud"
              : "check the address of the image service";
    };
  }

  private static boolean isQuota(Answer answer) {
    String reason = answer.reason().toLowerCase(Locale.ROOT);
    return reason.contains("quota") || reason.contains("over limit") || reason.contains("limit of");
  }
}
