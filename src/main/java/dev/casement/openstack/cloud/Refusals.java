package dev.casement.openstack.cloud;

import dev.casement.http.Answer;
import dev.casement.report.BuildException;
import java.util.Locale;

/** Explains why a service refused a request, and what to do about it. */
public final class Refusals {
  private Refusals() {}

  /**
   * The failure for an answer.
   *
   * @param what the attempted action, as an infinitive
   */
  public static BuildException of(Service service, String what, Answer answer) {
    return PublishFailures.of(
        service.program()
            + " at "
            + answer.from().getAuthority()
            + " refused to "
            + what
            + " (HTTP "
            + answer.status()
            + "): "
            + answer.reason(),
        remedy(service, answer));
  }

  private static String remedy(Service service, Answer answer) {
    boolean image = service == Service.IMAGE;
    return switch (answer.status()) {
      case 400 ->
          image
              ? "correct the name, the properties or the format it complains about"
              : "correct what it complains about, in the recipe or on the command line";
      case 401 -> "check the credentials in clouds.yaml and secure.yaml";
      case 403 ->
          isQuota(answer)
              ? smallQuota(service)
              : "ask for the role that this needs"
                  + (image ? "; a public image usually needs an administrator" : "");
      case 404 -> "check whether another user has deleted it, then run the same command again";
      case 409 ->
          "run the same command again; if this persists, "
              + (image ? "look at the image's state" : "ask the operator of the cloud");
      case 413 ->
          image && !isQuota(answer)
              ? "make the image smaller, or ask the operator of the cloud about its limit and its"
                  + " space"
              : smallQuota(service);
      default ->
          answer.status() >= 500
              ? "try again later; if this persists, ask the operator of the cloud"
              : "check the address of the " + service.title();
    };
  }

  private static String smallQuota(Service service) {
    return "delete " + service.things() + " that are not needed, or ask for a larger quota";
  }

  private static boolean isQuota(Answer answer) {
    String reason = answer.reason().toLowerCase(Locale.ROOT);
    return reason.contains("quota") || reason.contains("over limit") || reason.contains("limit of");
  }
}
