package dev.casement.openstack.cloud;

import dev.casement.http.Tls;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * How a cloud is reached: one entry of {@code clouds.yaml} or the {@code OS_} variables, complete.
 *
 * @param authUrl Keystone's address, with or without {@code /v3}
 * @param warnings what the user should know about where this came from
 */
public record CloudConfig(
    String name,
    URI authUrl,
    Credentials credentials,
    AuthScope scope,
    EndpointChoice endpoint,
    Tls tls,
    List<String> warnings) {
  public CloudConfig {
    warnings = List.copyOf(warnings);
  }

  /**
   * Which of a service's endpoints is used.
   *
   * @param region empty: the only one there is
   * @param kind {@code public}, {@code internal} or {@code admin}
   * @param image an address to use in place of the catalogue's
   */
  public record EndpointChoice(Optional<String> region, String kind, Optional<URI> image) {}
}
