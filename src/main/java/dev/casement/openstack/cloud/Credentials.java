package dev.casement.openstack.cloud;

import dev.casement.report.Secret;
import java.util.Optional;

/**
 * Credentials for Keystone, one type for each method of its version 3.
 *
 * <p>Source: Identity API v3, "Authentication and token management".
 */
public sealed interface Credentials {
  /** A user and a password. */
  record Password(Reference user, Secret password) implements Credentials {}

  /**
   * An application credential.
   *
   * @param user the credential's owner; required when the credential is given by name
   */
  record ApplicationCredential(
      Optional<String> id, Optional<String> name, Optional<Reference> user, Secret secret)
      implements Credentials {}

  /** An existing token; it cannot be renewed. */
  record Token(Secret token) implements Credentials {}

  /**
   * A user or a project: by id, or by name within a domain.
   *
   * @param domainId the domain's id, instead of its name
   */
  record Reference(
      Optional<String> id,
      Optional<String> name,
      Optional<String> domainId,
      Optional<String> domainName) {}
}
