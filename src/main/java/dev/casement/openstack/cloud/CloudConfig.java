package dev.casement.openstack.cloud;

import java.net.URI;
import java.nio.file.Path;
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

  /**
   * How servers are trusted, and how they can trust the client.
   *
   * @param authorities a PEM file with the authorities to trust in place of Java's own
   * @param verify whether the server's certificate is checked at all
   * @param certificate a PEM file with the client's certificate; may hold the key as well
   * @param key a PEM file with the client's key, in PKCS #8
   */
  public record Tls(
      Optional<Path> authorities, boolean verify, Optional<Path> certificate, Optional<Path> key) {}
}
