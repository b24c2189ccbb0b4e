package dev.casement.openstack.cloud;

import dev.casement.report.Secret;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token that Keystone has granted.
 *
 * @param project the id of its project
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

  /** Whether none of the roles permits creating an image. */
  public boolean canOnlyRead() {
    return roles.stream().allMatch("reader"::equals);
  }

  /**
   * The endpoint of a service in a region.
   *
   * @param url as in the catalogue; it may be unusable
   */
  public record Endpoint(String serviceType, String region, String kind, URI url) {}
}
