package dev.casement.openstack.cloud;

import dev.casement.http.Tls;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings to reach a cloud: one entry of {@code clouds.yaml} or the {@code OS_} variables,
 * complete.
 *
 * @param authUrl Keystone's address, with or without {@code /v3}
 * @param endpoint of the image service
 * @param others of services that have settings of their own
 * @param warnings what the user should know about the source of these settings
 */
public record CloudConfig(
    String name,
    URI authUrl,
    Credentials credentials,
    AuthScope scope,
    EndpointChoice endpoint,
    Map<Service, EndpointChoice> others,
    Tls tls,
    List<String> warnings) {
  public CloudConfig {
    others = Map.copyOf(others);
    warnings = List.copyOf(warnings);
  }

  /** A cloud whose services are all in the region and of the kind of the image service. */
  public CloudConfig(
      String name,
      URI authUrl,
      Credentials credentials,
      AuthScope scope,
      EndpointChoice endpoint,
      Tls tls,
      List<String> warnings) {
    this(name, authUrl, credentials, scope, endpoint, Map.of(), tls, warnings);
  }

  /** The endpoint of a service. */
  EndpointChoice endpoint(Service service) {
    return service == Service.IMAGE
        ? endpoint
        : others.getOrDefault(
            service, new EndpointChoice(endpoint.region(), endpoint.kind(), Optional.empty()));
  }

  /**
   * Selects one of a service's endpoints.
   *
   * @param region empty: the only region
   * @param kind {@code public}, {@code internal} or {@code admin}
   * @param override an address to use instead of the catalogue's
   */
  public record EndpointChoice(Optional<String> region, String kind, Optional<URI> override) {}
}
