package dev.casement.openstack.cloud;

import java.util.Optional;

/** What a token is for. */
public sealed interface AuthScope {
  record Project(Credentials.Reference project) implements AuthScope {}

  record Domain(Optional<String> id, Optional<String> name) implements AuthScope {}

  /** What another user has delegated; Source: Keystone, "OS-TRUST API". */
  record Trust(String id) implements AuthScope {}

  /** The whole cloud. */
  record WholeCloud() implements AuthScope {}

  /** What the credentials imply: an application credential's own project, a user's default one. */
  record Implied() implements AuthScope {}
}
