package dev.casement.cli.doctor;

import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.openstack.cloud.Session;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.compute.Headroom;
import dev.casement.openstack.publish.ImageStore;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Checks which identity and permissions a cloud's credentials give. */
public final class CloudCheck {
  private final CloudFiles files;
  private final Map<String, String> environment;
  private final Clock clock;

  /**
   * @param environment for the proxy variables
   */
  public CloudCheck(CloudFiles files, Map<String, String> environment, Clock clock) {
    this.files = files;
    this.environment = environment;
    this.clock = clock;
  }

  /** Examines a cloud. An unreachable one is only a warning, since images can still be built. */
  public List<CheckResult> examine(String name) {
    String check = "cloud " + name;
    List<CheckResult> results = new ArrayList<>();
    try {
      CloudConfig config = files.find(Optional.of(name));
      for (String warning : config.warnings()) {
        results.add(CheckResult.warn(check, warning, "close it to others"));
      }
      if (!config.tls().verify()) {
        results.add(
            CheckResult.warn(
                check,
                "certificates are not verified: anybody on the network path can read the password",
                "take verify: false and insecure out of clouds.yaml, and name a cacert"));
      }
      try (ImageStore store = ImageStore.of(config, environment, clock)) {
        Session session = store.session();
        results.add(identity(check, session));
        results.add(
            CheckResult.ok(
                check,
                String.format(
                    Locale.ROOT,
                    "Glance answers: %d images of this project, import by %s",
                    store.countImages(),
                    String.join(", ", store.importMethods()))));
        results.add(compute(check, store.compute()));
      }
    } catch (BuildException e) {
      results.add(CheckResult.warn(check, e.what(), e.remedy()));
    }
    return results;
  }

  /** A cloud without Nova is fine for publishing. */
  static CheckResult compute(String check, Compute compute) {
    try {
      return CheckResult.ok(
          check,
          String.format(
              Locale.ROOT,
              "Nova answers: compute API %s, room for %s",
              compute.nova().microversion(),
              compute.nova().headroom().map(Headroom::inShort).orElse("more servers")));
    } catch (BuildException e) {
      if (e.failure() != Failure.PUBLISH) {
        throw e;
      }
      return CheckResult.ok(check, "--try is not possible: " + e.what());
    }
  }

  private static CheckResult identity(String check, Session session) {
    String who =
        "%s in project %s, as %s, until %s"
            .formatted(
                session.user(),
                session.projectName().orElse("-"),
                String.join(", ", session.roles()),
                session.expires());
    if (session.project().isEmpty()) {
      return CheckResult.warn(check, who, "give a project in clouds.yaml: images belong to one");
    }
    return session.canOnlyRead()
        ? CheckResult.warn(check, who, "ask for the role member: a reader cannot create images")
        : CheckResult.ok(check, who);
  }
}
