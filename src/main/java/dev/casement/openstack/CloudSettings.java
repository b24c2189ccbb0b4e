package dev.casement.openstack;

import dev.casement.openstack.CloudConfig.EndpointChoice;
import dev.casement.openstack.CloudConfig.Tls;
import dev.casement.openstack.Credentials.Reference;
import dev.casement.report.BuildException;
import dev.casement.report.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one cloud's settings, as maps and scalars, into a {@link CloudConfig}.
 *
 * <p>Names and defaults are those of openstacksdk ("Configuring OpenStack SDK Applications") and
 * keystoneauth's plugins {@code password}, {@code token} and {@code v3applicationcredential}.
 */
final class CloudSettings {
  private static final String DEFAULT_DOMAIN = "default";

  private final String name;
  private final Map<String, Object> settings;
  private final Map<String, Object> auth;
  private final Path home;

  /**
   * @param home what {@code ~} in paths means
   */
  CloudSettings(String name, Map<String, Object> settings, Path home) {
    this.name = name;
    this.settings = settings;
    this.auth = map(settings.get("auth"));
    this.home = home;
  }

  CloudConfig config(List<String> warnings) {
    if (text(auth, "auth_url").isEmpty()) {
      throw problem("has no auth.auth_url", "name Keystone's address there");
    }
    return new CloudConfig(
        name, uri("auth_url"), credentials(), scope(), endpoint(), tls(), warnings);
  }

  private Credentials credentials() {
    String given = text(settings, "auth_type").orElse(guessedType());
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "password", "v3password" ->
          new Credentials.Password(user(), secret("password", "a password"));
      case "token", "v3token" -> new Credentials.Token(secret("token", "a token"));
      case "v3applicationcredential" -> applicationCredential();
      default ->
          throw problem(
              "wants to authenticate by \"" + given + "\", which Casement cannot",
              "use password, v3applicationcredential or token as its auth_type");
    };
  }

  private String guessedType() {
    if (text(auth, "application_credential_secret").isPresent()) {
      return "v3applicationcredential";
    }
    boolean token = text(auth, "token").isPresent() && text(auth, "password").isEmpty();
    return token ? "token" : "password";
  }

  private Credentials applicationCredential() {
    Optional<String> id = text(auth, "application_credential_id");
    Optional<String> credential = text(auth, "application_credential_name");
    if (id.isEmpty() && credential.isEmpty()) {
      throw problem(
          "names no application credential",
          "give application_credential_id, or application_credential_name and the user");
    }
    Optional<Reference> user = id.isPresent() ? Optional.empty() : Optional.of(user());
    return new Credentials.ApplicationCredential(
        id, credential, user, secret("application_credential_secret", "a secret"));
  }

  private Reference user() {
    Reference user = reference("user", "username");
    if (user.id().isEmpty() && user.name().isEmpty()) {
      throw problem("names no user", "give auth.username or auth.user_id");
    }
    return user;
  }

  /** A user or project; one given by name is in the default domain unless it says which. */
  private Reference reference(String kind, String nameKey) {
    Optional<String> id = text(auth, kind + "_id");
    Optional<String> domainId = text(auth, kind + "_domain_id");
    Optional<String> domainName = text(auth, kind + "_domain_name");
    if (domainId.isEmpty() && domainName.isEmpty()) {
      domainId = text(auth, "default_domain_id").or(() -> text(settings, "default_domain"));
      domainName = text(auth, "default_domain_name");
    }
    if (domainId.isEmpty() && domainName.isEmpty()) {
      domainId = Optional.of(DEFAULT_DOMAIN);
    }
    return new Reference(id, text(auth, nameKey), domainId, domainName);
  }

  private AuthScope scope() {
    if (text(auth, "system_scope").isPresent()) {
      return new AuthScope.WholeCloud();
    }
    Reference project = reference("project", "project_name");
    if (project.name().isEmpty()) {
      Reference tenant = reference("tenant", "tenant_name");
      project =
          new Reference(
              project.id().or(tenant::id), tenant.name(), project.domainId(), project.domainName());
    }
    if (project.id().isPresent() || project.name().isPresent()) {
      return new AuthScope.Project(project);
    }
    Optional<String> domainId = text(auth, "domain_id");
    Optional<String> domainName = text(auth, "domain_name");
    return domainId.isPresent() || domainName.isPresent()
        ? new AuthScope.Domain(domainId, domainName)
        : new AuthScope.Implied();
  }

  private EndpointChoice endpoint() {
    Optional<String> region = text(settings, "region_name");
    if (region.isEmpty() && settings.get("regions") instanceof List<?> regions) {
      region = regions.stream().findFirst().map(CloudSettings::regionName);
    }
    String kind =
        text(settings, "image_interface")
            .or(() -> text(settings, "interface"))
            .or(() -> text(settings, "endpoint_type"))
            .orElse("public")
            .replaceFirst("URL$", "");
    if (!List.of("public", "internal", "admin").contains(kind)) {
      throw problem(
          "wants the interface \"" + kind + "\"", "use public, internal or admin as its interface");
    }
    return new EndpointChoice(
        region, kind, text(settings, "image_endpoint_override").map(this::parse));
  }

  private static String regionName(Object region) {
    return region instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : region.toString();
  }

  private Tls tls() {
    boolean verify = flag("verify", true) && !flag("insecure", false);
    return new Tls(path("cacert"), verify, path("cert"), path("key"));
  }

  /** A word that is neither yes nor no must not turn the check of certificates off. */
  private boolean flag(String key, boolean usual) {
    String word = text(settings, key).orElse(Boolean.toString(usual));
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default ->
          throw problem(
              "has \"" + word + "\" as its " + key,
              "write true or false; a file with authorities to trust is its cacert");
    };
  }

  private Optional<Path> path(String key) {
    return text(settings, key)
        .map(text -> text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text));
  }

  private Secret secret(String key, String what) {
    return text(auth, key)
        .map(Secret::new)
        .orElseThrow(
            () -> problem("has no auth." + key, "give " + what + ", in secure.yaml perhaps"));
  }

  private URI uri(String key) {
    return parse(text(auth, key).orElse(""));
  }

  private URI parse(String text) {
    return address(text)
        .orElseThrow(
            () -> problem("has the address \"" + text + "\"", "write an http or https address"));
  }

  /** The address of a service, if it is one. */
  static Optional<URI> address(String text) {
    try {
      return Optional.of(new URI(text))
          .filter(uri -> uri.getHost() != null)
          .filter(uri -> "http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private BuildException problem(String what, String remedy) {
    return Troubles.of("the cloud \"" + name + "\" " + what, remedy);
  }

  private static Optional<String> text(Map<String, Object> from, String key) {
    Object value = from.get(key);
    if (value == null || value instanceof Map || value instanceof List) {
      return Optional.empty();
    }
    return Optional.of(value.toString()).filter(text -> !text.isEmpty());
  }

  /** The map that the value is, or an empty one. */
  @SuppressWarnings("unchecked") // CloudFiles has made sure that keys are strings
  static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
