package dev.casement.openstack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that {@code http_proxy}, {@code https_proxy} and {@code no_proxy} name, in lower or
 * upper case, as curl reads them.
 *
 * <p>{@code HTTP_PROXY} in upper case is left alone: a web server's programs get it from a request.
 */
final class ProxyVariables extends ProxySelector {
  private final Map<String, String> environment;

  ProxyVariables(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(@Nullable URI uri) {
    if (uri == null || uri.getHost() == null || isExcepted(uri.getHost())) {
      return List.of(Proxy.NO_PROXY);
    }
    String proxy =
        "https".equals(uri.getScheme())
            ? variable("https_proxy", "HTTPS_PROXY")
            : variable("http_proxy", "http_proxy");
    if (proxy.isEmpty()) {
      return List.of(Proxy.NO_PROXY);
    }
    URI address = URI.create(proxy.contains("://") ? proxy : "http://" + proxy);
    if (address.getHost() == null || address.getUserInfo() != null) {
      throw Troubles.of(
          "the proxy for " + uri.getHost() + " is not of the form http://HOST:PORT",
          "set http_proxy and https_proxy so; a proxy that wants a password is not supported");
    }
    int port = address.getPort() < 0 ? 80 : address.getPort();
    return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(address.getHost(), port)));
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
