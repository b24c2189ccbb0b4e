package dev.casement.openstack.cloud;

import dev.casement.http.Tls;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The settings to reach a cloud: one entry of {@code clouds.yaml} or the {@code OS_} variables,
 * complete.
 *
 * @param authUrl Keystone's address, with or without {@code /v3}
 * @param warnings what the user should know about the source of these settings
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
   * Selects one of a service's endpoints.
   *
   * @param region empty: the only region
   * @param kind {@code public}, {@code internal} or {@code admin}
   * @param image an address to use instead of the catalogue's
   */
  public record EndpointChoice(Optional<String> region, String kind, Optional<URI> image) {}
}
