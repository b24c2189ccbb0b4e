package dev.casement.openstack.cloud;

import dev.casement.http.Answer;
import dev.casement.http.Body;
import dev.casement.http.Request;
import dev.casement.http.ServerAddress;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.CloudConfig.EndpointChoice;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.ShownAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One service of a cloud: finds its address in the catalogue, and sends requests with tokens. */
public final class CloudService {
  /** For requests made while the user waits for Casement to exit. */
  public static final Web.Patience HURRY =
      new Web.Patience(2, Duration.ofSeconds(1), Duration.ofSeconds(2));

  /** A time limit for such a request. */
  public static final Duration SOON = Duration.ofSeconds(15);

  private static final Web.Patience ONCE = new Web.Patience(1, Duration.ZERO, Duration.ZERO);
  private static final int MOST_CREATIONS = 3;

  private final Web web;
  private final Keystone keystone;
  private final CloudConfig cloud;
  private final Service service;

  public CloudService(Web web, Keystone keystone, CloudConfig cloud, Service service) {
    this.web = web;
    this.keystone = keystone;
    this.cloud = cloud;
    this.service = service;
  }

  public Web web() {
    return web;
  }

  public Keystone keystone() {
    return keystone;
  }

  /** The answer's body, a JSON object. */
  public JsonNode json(Answer answer) {
    return web.json(answer);
  }

  /** Sends an idempotent request with the token; if it is refused, once more with a new one. */
  public Answer send(Request request) {
    return send(request, web.patience());
  }

  /** As {@link #send(Request)}, with these limits, which apply to getting a token, too. */
  public Answer send(Request request, Web.Patience patience) {
    Session session = keystone.session(request.limit(), patience);
    Answer answer = web.sendSafely(withToken(request, session), patience);
    return answer.status() == 401
        ? web.sendSafely(
            withToken(request, keystone.renew(session, request.limit(), patience)), patience)
        : answer;
  }

  /** As {@link Web#open}, with the token. */
  public Body open(Request request) throws IOException {
    Session session = keystone.session();
    Body body = web.open(withToken(request, session));
    if (body.status() != 401) {
      return body;
    }
    body.close();
    return web.open(withToken(request, keystone.renew(session)));
  }

  /** As {@link Web#sendForPart}, with the token. */
  public Web.Part sendForPart(Request request, long from, int length) {
    Session session = keystone.session();
    Web.Part part = web.sendForPart(withToken(request, session), from, length);
    return part.answer().status() == 401
        ? web.sendForPart(withToken(request, keystone.renew(session)), from, length)
        : part;
  }

  /**
   * Sends a request that creates something, which happens at most once: if the answer is lost, what
   * was created is looked for before another try.
   *
   * @param what the attempted action, an infinitive
   * @param find finds what was created, by a name that nothing else has
   * @return the answer; empty if it was lost, but {@code find} found something
   */
  public Optional<Answer> create(Request request, String what, Supplier<Optional<?>> find) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == MOST_CREATIONS;
      Optional<Answer> answer = sendOnce(request, last);
      if (answer.filter(Answer::isSuccess).isPresent()) {
        return answer;
      }
      boolean passing = answer.map(Web::isPassing).orElse(true);
      if (passing && find.get().isPresent()) {
        return Optional.empty();
      }
      if (answer.isPresent() && (!passing || last)) {
        throw refusal(what, answer.get());
      }
      Web.pause(web.pauseBefore(attempt - 1, answer));
    }
  }

  /** Sends the request once; empty if no answer arrived and this is not the last try. */
  private Optional<Answer> sendOnce(Request request, boolean last) {
    try {
      return Optional.of(send(request, ONCE));
    } catch (BuildException e) {
      if (last || e.failure() != Failure.PUBLISH) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Sends a GET that must succeed; {@code what} is the attempted action, an infinitive. */
  public Answer get(URI uri, String what) {
    Answer answer = send(Request.get(uri));
    require(answer, what);
    return answer;
  }

  /** Fails unless the request succeeded; {@code what} is the attempted action, an infinitive. */
  public void require(Answer answer, String what) {
    if (!answer.isSuccess()) {
      throw refusal(what, answer);
    }
  }

  /** The failure for an answer; {@code what} is the attempted action, an infinitive. */
  public BuildException refusal(String what, Answer answer) {
    return Refusals.of(service, what, answer);
  }

  /** The request with the token of a session. */
  public static Request withToken(Request request, Session session) {
    return request.with("X-Auth-Token", session.token().reveal());
  }

  /** Its address, from clouds.yaml or the catalogue, without a slash at the end. */
  public String endpoint() {
    EndpointChoice choice = cloud.endpoint(service);
    URI endpoint = choice.override().orElseGet(() -> listed(choice));
    return endpoint.toString().replaceFirst("/+$", "");
  }

  private URI listed(EndpointChoice choice) {
    List<Session.Endpoint> all =
        keystone.session().catalogue().stream()
            .filter(endpoint -> service.types().contains(endpoint.serviceType()))
            .toList();
    List<Session.Endpoint> fitting =
        service.types().stream()
            .map(type -> fitting(type, all, choice))
            .filter(some -> !some.isEmpty())
            .findFirst()
            .orElse(List.of());
    boolean chosen = choice.region().isPresent();
    if (fitting.size() == 1 || (fitting.size() > 1 && chosen)) {
      return usable(fitting.getFirst().url());
    }
    throw noEndpoint(all, fitting.isEmpty(), choice);
  }

  private static List<Session.Endpoint> fitting(
      String type, List<Session.Endpoint> all, EndpointChoice choice) {
    return all.stream()
        .filter(endpoint -> endpoint.serviceType().equals(type))
        .filter(endpoint -> endpoint.kind().equals(choice.kind()))
        .filter(endpoint -> choice.region().map(endpoint.region()::equals).orElse(true))
        .toList();
  }

  private URI usable(URI url) {
    Optional<String> flaw = ServerAddress.flawAsWritten(url);
    if (flaw.isPresent()) {
      throw PublishFailures.of(
          "the catalogue of the cloud \""
              + cloud.name()
              + "\" has its "
              + service.title()
              + " at \""
              + ShownAddress.of(url.toString())
              + "\": "
              + flaw.get(),
          "set "
              + override()
              + " in clouds.yaml to an address that can be used, or ask the operator of the cloud"
              + " to correct the catalogue");
    }
    return url;
  }

  private BuildException noEndpoint(
      List<Session.Endpoint> all, boolean none, EndpointChoice choice) {
    String there =
        all.stream()
            .map(endpoint -> endpoint.region() + " (" + endpoint.kind() + ")")
            .distinct()
            .collect(Collectors.joining(", "));
    String wanted = choice.kind() + choice.region().map(region -> ", region " + region).orElse("");
    return PublishFailures.of(
        "the cloud \""
            + cloud.name()
            + "\" has "
            + (none ? "no " : "more than one ")
            + service.title()
            + " for this project ("
            + wanted
            + ")",
        all.isEmpty()
            ? "scope the credentials to a project, and ask the operator of the cloud whether it"
                + " has "
                + service.program()
            : "set region_name and interface in clouds.yaml to one of: " + there);
  }

  /** The failure for an address without such a service of the wanted version. */
  public BuildException noSuchVersion(String version, String base, Answer answer) {
    return PublishFailures.of(
        "there is no "
            + service.title()
            + " of version "
            + version
            + " at "
            + base
            + " (HTTP "
            + answer.status()
            + ")",
        "check the catalogue's endpoint, or set " + override() + " in clouds.yaml");
  }

  private String override() {
    return service.settings().getFirst() + "_endpoint_override";
  }
}
