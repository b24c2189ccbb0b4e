package dev.casement.openstack;

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
   * The same cloud in several of its regions.
   *
   * @throws dev.casement.report.BuildException PUBLISH when all of them would be the same
   */
  public List<CloudConfig> inRegions(List<String> regions) {
    if (regions.size() > 1 && endpoint.image().isPresent()) {
      throw Troubles.of(
          "the cloud \"" + name + "\" has one image_endpoint_override for " + regions,
          "publish to one region, or leave it to the catalogue where each one's image service is");
    }
    return regions.stream().map(this::inRegion).toList();
  }

  private CloudConfig inRegion(String region) {
    return new CloudConfig(
        name + "/" + region,
        authUrl,
        credentials,
        scope,
        new EndpointChoice(Optional.of(region), endpoint.kind(), endpoint.image()),
        tls,
        warnings);
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
