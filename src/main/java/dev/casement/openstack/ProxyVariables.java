package dev.casement.openstack;

import dev.casement.report.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in lower or
 * upper case.
 *
 * <p>A user and a password in it are shown to the proxy by the scheme Basic.
 *
 * <p>{@code HTTP_PROXY} in upper case is left alone in a program of a web server, which gets it
 * from the request. Source: Python's urllib.request.getproxies_environment, which OpenStack's own
 * clients go by.
 */
public final class ProxyVariables extends ProxySelector {
  private final Map<String, String> environment;

  public ProxyVariables(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(@Nullable URI uri) {
    Optional<URI> proxy = uri == null ? Optional.empty() : proxy(uri);
    if (proxy.isEmpty()) {
      return List.of(Proxy.NO_PROXY);
    }
    int port = proxy.get().getPort() < 0 ? 80 : proxy.get().getPort();
    return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.get().getHost(), port)));
  }

  /** What the proxy on the way to this address is to be shown; RFC 7617. */
  public Optional<Secret> authorization(URI uri) {
    return proxy(uri)
        .flatMap(proxy -> Optional.ofNullable(proxy.getUserInfo()))
        .map(
            user ->
                new Secret(
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(user.getBytes(StandardCharsets.UTF_8))));
  }

  private Optional<URI> proxy(URI uri) {
    if (uri.getHost() == null || isExcepted(uri.getHost())) {
      return Optional.empty();
    }
    String proxy =
        "https".equals(uri.getScheme())
            ? variable("https_proxy", "HTTPS_PROXY")
            : variable(
                "http_proxy",
                environment.containsKey("REQUEST_METHOD") ? "http_proxy" : "HTTP_PROXY");
    return proxy.isEmpty() ? Optional.empty() : Optional.of(address(proxy, uri.getHost()));
  }

  private static URI address(String proxy, String target) {
    try {
      URI address = new URI(proxy.contains("://") ? proxy : "http://" + proxy);
      if (address.getHost() != null && "http".equalsIgnoreCase(address.getScheme())) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Said below, without the text: there may be a password in it.
    }
    throw Troubles.of(
        "the proxy for " + target + " is not of the form http://HOST:PORT",
        "set http_proxy and https_proxy so, or to http://USER:PASSWORD@HOST:PORT with %40 for @,"
            + " %3A for : and so on in the password");
  }

  private boolean isExcepted(String host) {
    for (String entry : variable("no_proxy", "NO_PROXY").split(",")) {
      String suffix = entry.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      boolean fits =
          suffix.equals("*")
              || host.equalsIgnoreCase(suffix)
              || host.toLowerCase(Locale.ROOT).endsWith("." + suffix);
      if (!suffix.isEmpty() && fits) {
        return true;
      }
    }
    return false;
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
