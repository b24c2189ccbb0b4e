package dev.casement.openstack.cloud;

import dev.casement.http.Answer;
import dev.casement.http.Request;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.Credentials.Reference;
import dev.casement.report.BuildException;
import dev.casement.report.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gets tokens from Keystone, version 3, and renews them before they expire.
 *
 * <p>Source: Identity API v3, "Authentication and token management".
 */
public final class Keystone {
  /** A token with less time left is renewed before a long operation. */
  private static final Duration RENEWAL_MARGIN = Duration.ofMinutes(5);

  /** A token that lives less than twice as long is renewed after half of its lifetime. */
  private static final int LIFETIME_DIVISOR = 2;

  private final Web web;
  private final CloudConfig cloud;
  private final Clock clock;
  private @Nullable Session session;
  private Instant renewal = Instant.MIN;

  public Keystone(Web web, CloudConfig cloud, Clock clock) {
    this.web = web;
    this.cloud = cloud;
    this.clock = clock;
  }

  /** The session, new if there is none or its token expires soon. */
  public Session session() {
    return session(Optional.empty(), web.patience());
  }

  /**
   * As {@link #session()}, with these limits.
   *
   * @param limit for Keystone's answer; empty for the usual one
   */
  synchronized Session session(Optional<Duration> limit, Web.Patience patience) {
    Session now = session;
    if (now == null || (!given() && !clock.instant().isBefore(renewal))) {
      now = authenticate(limit, patience);
      session = now;
      renewal = renewal(now.expires());
    }
    return now;
  }

  private Instant renewal(Instant expires) {
    Instant now = clock.instant();
    Duration life = Duration.between(now, expires);
    if (life.isNegative()) {
      // The local clock is wrong; the services report when the token has expired.
      return Instant.MAX;
    }
    Duration half = life.dividedBy(LIFETIME_DIVISOR);
    return expires.minus(half.compareTo(RENEWAL_MARGIN) < 0 ? half : RENEWAL_MARGIN);
  }

  /**
   * The id of the session's project.
   *
   * @throws BuildException PUBLISH when the session has no project
   */
  public String project() {
    return session()
        .project()
        .orElseThrow(
            () ->
                PublishFailures.of(
                    "the credentials of the cloud \"" + cloud.name() + "\" are for no project",
                    "give auth.project_name and its domain in clouds.yaml"));
  }

  /** A new session in place of one whose token a service refused. */
  public Session renew(Session refused) {
    return renew(refused, Optional.empty(), web.patience());
  }

  /** As {@link #renew(Session)}, with these limits. */
  synchronized Session renew(Session refused, Optional<Duration> limit, Web.Patience patience) {
    if (session != null && session.token().equals(refused.token())) {
      if (given()) {
        throw PublishFailures.of(
            "the token of the cloud \"" + cloud.name() + "\" is no longer valid",
            "get a new one, or use a password or an application credential: those are renewed");
      }
      session = null;
    }
    return session(limit, patience);
  }

  /** Whether the user gave the token, which therefore cannot be renewed. */
  private boolean given() {
    return cloud.credentials() instanceof Credentials.Token;
  }

  private Session authenticate(Optional<Duration> limit, Web.Patience patience) {
    URI uri = address();
    Request login = Request.json("POST", uri, "application/json", Map.of("auth", auth(cloud)));
    Answer answer = web.sendSafely(limit.map(login::within).orElse(login), patience);
    if (answer.status() != 201) {
      throw refused(uri, answer);
    }
    String token =
        answer
            .header("X-Subject-Token")
            .orElseThrow(() -> PublishFailures.of(uri + " returned no token", "check auth_url"));
    return session(new Secret(token), web.json(answer).path("token"), uri);
  }

  private URI address() {
    String url = cloud.authUrl().toString().replaceFirst("/+$", "").replaceFirst("/v2\\.0$", "");
    return URI.create(url + (url.endsWith("/v3") ? "" : "/v3") + "/auth/tokens");
  }

  private BuildException refused(URI uri, Answer answer) {
    String who = "the cloud \"" + cloud.name() + "\"";
    return switch (answer.status()) {
      case 401 ->
          PublishFailures.of(
              who + " does not accept these credentials: " + answer.reason(),
              cloud.credentials() instanceof Credentials.ApplicationCredential
                  ? "check whether the application credential has expired or was deleted, and"
                      + " check its secret"
                  : "check user, password, project and their domains in clouds.yaml and"
                      + " secure.yaml");
      case 400 ->
          PublishFailures.of(
              who + " rejected this login as malformed: " + answer.reason(),
              "check auth_url, and auth_type with its settings");
      case 403 ->
          PublishFailures.of(
              who + " does not permit this login: " + answer.reason(),
              "ask the operator of the" + " cloud why");
      case 404, 300 ->
          PublishFailures.of(
              "there is no Keystone at " + uri + " (HTTP " + answer.status() + ")",
              "correct auth_url; it usually ends with /v3");
      default ->
          PublishFailures.of(
              uri + " answered HTTP " + answer.status() + ": " + answer.reason(),
              "check auth_url, or try again later");
    };
  }

  private static Session session(Secret token, JsonNode body, URI uri) {
    List<Session.Endpoint> endpoints = new ArrayList<>();
    for (JsonNode service : body.path("catalog")) {
      for (JsonNode endpoint : service.path("endpoints")) {
        endpoint(service.path("type").asString(""), endpoint).ifPresent(endpoints::add);
      }
    }
    List<String> roles = new ArrayList<>();
    body.path("roles").forEach(role -> roles.add(role.path("name").asString("")));
    return new Session(
        token,
        expiry(body.path("expires_at").asString(""), uri),
        body.path("user").path("name").asString("?"),
        text(body.path("project").path("id")),
        text(body.path("project").path("name")),
        roles,
        endpoints);
  }

  private static Instant expiry(String text, URI uri) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw PublishFailures.of(
          uri + " returned a token without an expiry date (\"" + text + "\")", "check auth_url", e);
    }
  }

  private static Optional<Session.Endpoint> endpoint(String type, JsonNode endpoint) {
    try {
      return Optional.of(
          new Session.Endpoint(
              type,
              endpoint.path("region_id").asString(endpoint.path("region").asString("")),
              endpoint.path("interface").asString(""),
              new URI(endpoint.path("url").asString(""))));
    } catch (URISyntaxException e) {
      // An invalid address of another service does not matter here.
      return Optional.empty();
    }
  }

  private static Optional<String> text(JsonNode node) {
    return Optional.of(node.asString("")).filter(text -> !text.isEmpty());
  }

  /** The body of an authentication request. */
  public static Map<String, Object> auth(CloudConfig cloud) {
    Map<String, Object> auth = new LinkedHashMap<>();
    auth.put("identity", identity(cloud));
    switch (cloud.scope()) {
      case AuthScope.Project(Reference project) ->
          auth.put("scope", Map.of("project", reference(project)));
      case AuthScope.Domain(var id, var name) ->
          auth.put("scope", Map.of("domain", idOrName(id, name)));
      case AuthScope.Trust(String id) ->
          auth.put("scope", Map.of("OS-TRUST:trust", Map.of("id", id)));
      case AuthScope.WholeCloud() -> auth.put("scope", Map.of("system", Map.of("all", true)));
      case AuthScope.Implied() -> {}
    }
    if (cloud.credentials() instanceof Credentials.ApplicationCredential) {
      // An application credential is bound to its project; Keystone refuses a scope with it.
      auth.remove("scope");
    }
    return auth;
  }

  private static Map<String, Object> identity(CloudConfig cloud) {
    return switch (cloud.credentials()) {
      case Credentials.Password(var user, var password) -> {
        Map<String, Object> form = reference(user);
        form.put("password", password.reveal());
        yield Map.of("methods", List.of("password"), "password", Map.of("user", form));
      }
      case Credentials.ApplicationCredential(var id, var name, var user, var secret) -> {
        Map<String, Object> form = idOrName(id, name);
        user.ifPresent(owner -> form.put("user", reference(owner)));
        form.put("secret", secret.reveal());
        yield Map.of("methods", List.of("application_credential"), "application_credential", form);
      }
      case Credentials.Token(var token) ->
          Map.of("methods", List.of("token"), "token", Map.of("id", token.reveal()));
    };
  }

  private static Map<String, Object> reference(Reference reference) {
    Map<String, Object> form = idOrName(reference.id(), reference.name());
    if (reference.id().isEmpty()) {
      form.put("domain", idOrName(reference.domainId(), reference.domainName()));
    }
    return form;
  }

  private static Map<String, Object> idOrName(Optional<String> id, Optional<String> name) {
    Map<String, Object> form = new LinkedHashMap<>();
    if (id.isPresent()) {
      form.put("id", id.get());
    } else {
      form.put("name", name.orElse(""));
    }
    return form;
  }
}
