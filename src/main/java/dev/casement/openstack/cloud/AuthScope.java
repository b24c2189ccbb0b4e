package dev.casement.openstack.cloud;

import java.util.Optional;

/** The scope of a token. */
public sealed interface AuthScope {
  record Project(Credentials.Reference project) implements AuthScope {}

  record Domain(Optional<String> id, Optional<String> name) implements AuthScope {}

  /** A trust, by which another user delegates roles. Source: Keystone, "OS-TRUST API". */
  record Trust(String id) implements AuthScope {}

  /** The whole cloud. */
  record WholeCloud() implements AuthScope {}

  /**
   * The scope that the credentials imply: an application credential's project, or a user's default
   * project.
   */
  record Implied() implements AuthScope {}
}
