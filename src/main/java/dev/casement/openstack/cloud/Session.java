package dev.casement.openstack.cloud;

import dev.casement.report.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What Keystone has granted.
 *
 * @param project the project it is for, by id
 * @param expires when the token expires
 */
public record Session(
    Secret token,
    Instant expires,
    String user,
    Optional<String> project,
    Optional<String> projectName,
    List<String> roles,
    List<Endpoint> catalogue) {
  public Session {
    roles = List.copyOf(roles);
    catalogue = List.copyOf(catalogue);
  }

  /** Whether there is no role that could create an image. */
  public boolean canOnlyRead() {
    return roles.stream().allMatch("reader"::equals);
  }

  /**
   * Where a service of a region answers.
   *
   * @param url as the catalogue has it: perhaps one that requests cannot be sent to
   */
  public record Endpoint(String serviceType, String region, String kind, URI url) {}
}
