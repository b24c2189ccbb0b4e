package dev.casement.http;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in lower or
 * upper case.
 *
 * <p>A user name and password in the URL are sent to the proxy with Basic authentication.
 *
 * <p>{@code HTTP_PROXY} in upper case is ignored in a CGI program, where it comes from the request.
 * Source: Python's urllib.request.getproxies_environment, which OpenStack's own clients use.
 */
public final class ProxyVariables extends ProxySelector {
  private final Map<String, String> environment;

  public ProxyVariables(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * A proxy, and the credentials for it.
   *
   * @param user the name, a colon and the password; RFC 7617
   */
  private record Address(String host, int port, Optional<Secret> user) {
    private static final Pattern FORM =
        Pattern.compile(
            "(?i:http)://(?:(?<user>[^@/]*)@)?(?<host>\\[[^\\]/]*\\]|[^:@/\\[\\]]+)(?::(?<port>[0-9]{1,5}))?/?");

    /** Parses an address as {@link URI} does, but also accepts underscores in host names. */
    static Optional<Address> parse(String text) {
      Matcher parts = FORM.matcher(text.contains("://") ? text : "http://" + text);
      if (!parts.matches()) {
        return Optional.empty();
      }
      int port = parts.group("port") == null ? 80 : Integer.parseInt(parts.group("port"));
      try {
        Optional<Secret> user =
            Optional.ofNullable(parts.group("user")).map(raw -> new Secret(decoded(raw)));
        return port > 0xFFFF
            ? Optional.empty()
            : Optional.of(new Address(parts.group("host"), port, user));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /**
     * @throws IllegalArgumentException if a character should have been encoded
     */
    private static String decoded(String raw) {
      String user = URI.create("http://" + raw + "@proxy").getUserInfo();
      if (user == null) {
        // It ended at a # or ?.
        throw new IllegalArgumentException();
      }
      return user;
    }
  }

  @Override
  public List<Proxy> select(@Nullable URI uri) {
    Optional<Address> proxy = uri == null ? Optional.empty() : proxy(uri);
    return List.of(
        proxy
            .map(at -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.host(), at.port())))
            .orElse(Proxy.NO_PROXY));
  }

  /** The credentials for the proxy on the way to this address; RFC 7617. */
  public Optional<Secret> authorization(URI uri) {
    return user(uri)
        .map(
            user ->
                new Secret(
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(user.reveal().getBytes(StandardCharsets.UTF_8))));
  }

  /** The user of the proxy on the way to this address: the name, a colon and the password. */
  Optional<Secret> user(URI uri) {
    return proxy(uri).flatMap(Address::user);
  }

  /** The proxy for this address, as HOST:PORT; empty for a direct connection. */
  public Optional<String> onTheWayTo(URI uri) {
    return proxy(uri).map(proxy -> proxy.host() + ":" + proxy.port());
  }

  /** The failure for status 407 on the way to this address. */
  static BuildException rejected(URI uri, Failure category) {
    return new BuildException(
        category,
        "the proxy for " + uri.getHost() + " rejected this user",
        "set http_proxy and https_proxy to http://USER:PASSWORD@HOST:PORT");
  }

  /**
   * Whether a request failed before it reached the server it connects to, which is the proxy if one
   * is used.
   */
  public static boolean isUnreached(IOException failure) {
    return Broken.causes(failure)
        .anyMatch(
            cause ->
                cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof ConnectTimeoutException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof UnknownHostException);
  }

  private Optional<Address> proxy(URI uri) {
    Optional<String> host = ServerAddress.host(uri);
    if (host.isEmpty() || NoProxy.parse(variable("no_proxy", "NO_PROXY")).covers(uri)) {
      return Optional.empty();
    }
    String proxy =
        "https".equalsIgnoreCase(uri.getScheme())
            ? variable("https_proxy", "HTTPS_PROXY")
            : variable(
                "http_proxy",
                environment.containsKey("REQUEST_METHOD") ? "http_proxy" : "HTTP_PROXY");
    return proxy.isEmpty() ? Optional.empty() : Optional.of(address(proxy, host.get()));
  }

  /** Error messages do not show the text: it may contain a password. */
  private static Address address(String proxy, String target) {
    return Address.parse(proxy)
        .orElseThrow(
            () ->
                new BuildException(
                    Failure.NETWORK,
                    "the proxy for " + target + " is not of the form http://HOST:PORT",
                    "set http_proxy and https_proxy so, or to http://USER:PASSWORD@HOST:PORT with"
                        + " %40 for @, %3A for : and so on in the password"));
  }

  private String variable(String lower, String upper) {
    String value = environment.getOrDefault(lower, "");
    return value.isEmpty() ? environment.getOrDefault(upper, "") : value;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The request itself fails and says so.
  }
}
