package dev.casement.openstack.cloud;

import dev.casement.http.ServerAddress;
import dev.casement.http.Tls;
import dev.casement.openstack.cloud.CloudConfig.EndpointChoice;
import dev.casement.openstack.cloud.Credentials.Reference;
import dev.casement.report.BuildException;
import dev.casement.report.Secret;
import dev.casement.report.ShownAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final CloudSpelling settings;
  private final Path home;
  private final Optional<String> region;

  /**
   * @param home what {@code ~} in paths stands for
   * @param region the requested one; empty: the first one listed
   */
  CloudSettings(String name, Map<String, Object> written, Path home, Optional<String> region) {
    this.name = name;
    this.settings = CloudSpelling.of(written, region);
    this.home = home;
    this.region = region;
  }

  CloudConfig config(List<String> warnings) {
    String address =
        settings
            .credential("auth_url")
            .orElseThrow(() -> problem("has no auth.auth_url", "name Keystone's address there"));
    return new CloudConfig(
        name,
        parse(address),
        credentials(),
        scope(),
        endpoint(Service.IMAGE),
        others(),
        tls(),
        warnings);
  }

  private Credentials credentials() {
    String given =
        settings
            .setting("auth_type")
            .or(() -> settings.setting("auth_plugin"))
            .orElse(guessedType());
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "password", "v3password" ->
          new Credentials.Password(user(), secret("password", "a password"));
      case "token", "v3token" -> new Credentials.Token(secret("token", "a token"));
      case "v3applicationcredential" -> applicationCredential();
      default ->
          throw problem(
              "uses auth_type \"" + given + "\", which Casement does not support",
              "set auth_type to password, v3applicationcredential or token");
    };
  }

  private String guessedType() {
    if (settings.credential("application_credential_secret").isPresent()) {
      return "v3applicationcredential";
    }
    boolean token =
        settings.credential("token").isPresent() && settings.credential("password").isEmpty();
    return token ? "token" : "password";
  }

  private Credentials applicationCredential() {
    Optional<String> id = settings.credential("application_credential_id");
    Optional<String> credential = settings.credential("application_credential_name");
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
    Reference user = reference("user", settings.credential("username"));
    if (user.name().isEmpty()) {
      user =
          new Reference(
              user.id(), settings.credential("user_name"), user.domainId(), user.domainName());
    }
    if (user.id().isEmpty() && user.name().isEmpty()) {
      throw problem("names no user", "give auth.username or auth.user_id");
    }
    return user;
  }

  /**
   * A user or project. One given by name is in the default domain unless a domain is given. Source:
   * keystoneauth1/identity/generic for default_domain_id and default_domain_name,
   * osc_lib/cli/client_config.py for default_domain and the fallback.
   */
  private Reference reference(String kind, Optional<String> given) {
    Optional<String> id = settings.credential(kind + "_id");
    Optional<String> domainId =
        settings.credential(kind + "_domain_id").or(() -> settings.credential("default_domain_id"));
    Optional<String> domainName =
        settings
            .credential(kind + "_domain_name")
            .or(() -> settings.credential("default_domain_name"));
    if (domainId.isEmpty() && domainName.isEmpty()) {
      domainId = settings.credential("default_domain").or(() -> Optional.of(DEFAULT_DOMAIN));
    }
    return new Reference(id, given, domainId, domainName);
  }

  /** Source: keystoneauth1/identity/v3/base.py, {@code Auth.get_auth_ref}. */
  private AuthScope scope() {
    Reference project = reference("project", settings.credential("project_name"));
    boolean forProject = project.id().isPresent() || project.name().isPresent();
    Optional<String> domainId = settings.credential("domain_id");
    Optional<String> domainName = settings.credential("domain_name");
    boolean forDomain = domainId.isPresent() || domainName.isPresent();
    Optional<String> trust = settings.credential("trust_id");
    if (trust.isPresent() && (forProject || forDomain)) {
      throw problem(
          "names a trust as well as a project or a domain",
          "keep the one that the token is for: trust_id, project or domain");
    }
    if (forDomain) {
      return new AuthScope.Domain(domainId, domainName);
    }
    if (forProject) {
      return new AuthScope.Project(project);
    }
    if (trust.isPresent()) {
      return new AuthScope.Trust(trust.get());
    }
    return settings.credential("system_scope").filter("all"::equals).isPresent()
        ? new AuthScope.WholeCloud()
        : new AuthScope.Implied();
  }

  private Map<Service, EndpointChoice> others() {
    return Stream.of(Service.values())
        .filter(service -> service != Service.IMAGE)
        .collect(Collectors.toUnmodifiableMap(service -> service, this::endpoint));
  }

  private EndpointChoice endpoint(Service service) {
    String kind =
        own(service, "_interface")
            .or(() -> own(service, "_endpoint_type"))
            .or(() -> settings.setting("endpoint_type"))
            .or(() -> settings.setting("interface"))
            .orElse("public")
            .replaceFirst("URL$", "");
    if (!List.of("public", "internal", "admin").contains(kind)) {
      throw problem(
          "sets interface to \"" + kind + "\"", "set interface to public, internal or admin");
    }
    return new EndpointChoice(
        region.or(() -> own(service, "_region_name")).or(() -> settings.setting("region_name")),
        kind,
        own(service, "_endpoint_override").or(() -> own(service, "_endpoint")).map(this::parse));
  }

  /** A setting that only one service has. */
  private Optional<String> own(Service service, String end) {
    return service.settings().stream()
        .flatMap(prefix -> settings.setting(prefix + end).stream())
        .findFirst();
  }

  private Tls tls() {
    boolean verify = flag("verify", true) && !flag("insecure", false);
    return new Tls(path("cacert"), verify, path("cert"), path("key"));
  }

  /** Reads a boolean. An invalid word must not switch off certificate verification. */
  private boolean flag(String key, boolean usual) {
    String word = settings.setting(key).orElse(Boolean.toString(usual));
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "1" -> true;
      case "false", "no", "off", "0" -> false;
      default ->
          throw problem(
              "sets " + key + " to \"" + word + "\"",
              "write true or false; a file with authorities to trust is its cacert");
    };
  }

  private Optional<Path> path(String key) {
    return settings
        .setting(key)
        .map(text -> text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text));
  }

  private Secret secret(String key, String what) {
    return settings
        .credential(key)
        .map(Secret::new)
        .orElseThrow(
            () -> problem("has no auth." + key, "give " + what + ", in secure.yaml perhaps"));
  }

  private URI parse(String text) {
    return ServerAddress.of(text)
        .orElseThrow(
            () ->
                problem(
                    "has the address \""
                        + ShownAddress.of(text)
                        + "\": "
                        + ServerAddress.flaw(text),
                    "write an http or https address that can be used, without a user or"
                        + " password"));
  }

  private BuildException problem(String what, String remedy) {
    return PublishFailures.of("the cloud \"" + name + "\" " + what, remedy);
  }

  /** The value as a map; empty when it is not a map. */
  @SuppressWarnings("unchecked") // CloudFiles has made sure that keys are strings
  static Map<String, Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
