package dev.casement.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The servers that {@code no_proxy} excludes from proxying: names (including their subdomains), IP
 * addresses, networks such as {@code 10.0.0.0/8}, each with or without a port, and {@code *} for
 * all.
 *
 * <p>There is no standard. This accepts the syntax of curl (docs, CURLOPT_NOPROXY), Go
 * (golang.org/x/net/http/httpproxy) and Python's requests (utils.py, {@code
 * should_bypass_proxies}), which OpenStack's own clients use.
 */
record NoProxy(List<String> entries) {
  private static final Pattern WITH_PORT =
      Pattern.compile("(?<host>\\[[^\\]]*\\]|[^:]*)(?::(?<port>[0-9]+))?");

  NoProxy {
    entries = List.copyOf(entries);
  }

  /**
   * @param list separated by commas or spaces
   */
  static NoProxy parse(String list) {
    return new NoProxy(
        Stream.of(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  boolean covers(URI server) {
    Optional<String> host =
        ServerAddress.host(server).map(name -> bare(name.toLowerCase(Locale.ROOT)));
    return host.isPresent()
        && entries.stream().anyMatch(entry -> covers(entry, host.get(), port(server)));
  }

  private static int port(URI server) {
    int usual = "https".equalsIgnoreCase(server.getScheme()) ? 443 : 80;
    return server.getPort() < 0 ? usual : server.getPort();
  }

  private static boolean covers(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    Optional<InetAddress> address = literal(host);
    int slash = entry.indexOf('/');
    if (slash >= 0) {
      return address.isPresent()
          && isWithin(address.get(), entry.substring(0, slash), entry.substring(slash + 1));
    }
    if (literal(bare(entry)).isPresent()) {
      return literal(bare(entry)).equals(address);
    }
    Matcher parts = WITH_PORT.matcher(entry);
    if (!parts.matches()
        || (parts.group("port") != null && !parts.group("port").equals(String.valueOf(port)))) {
      return false;
    }
    String name = bare(parts.group("host"));
    Optional<InetAddress> exempt = literal(name);
    return exempt.isPresent() ? exempt.equals(address) : address.isEmpty() && isBelow(host, name);
  }

  private static boolean isBelow(String host, String name) {
    String domain = withoutDot(name.replaceFirst("^\\*?\\.", ""));
    String asked = withoutDot(host);
    return !domain.isEmpty() && (asked.equals(domain) || asked.endsWith("." + domain));
  }

  /** Removes the trailing dot of a fully qualified name. */
  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private static boolean isWithin(InetAddress address, String network, String length) {
    Optional<InetAddress> start = literal(bare(network));
    byte[] bytes = address.getAddress();
    if (start.isEmpty()
        || start.get().getAddress().length != bytes.length
        || !length.matches("[0-9]{1,3}")) {
      return false;
    }
    int bits = Integer.parseInt(length);
    byte[] first = start.get().getAddress();
    for (int bit = 0; bit < bits && bit < bytes.length * Byte.SIZE; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if ((bytes[bit / Byte.SIZE] & mask) != (first[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return bits <= bytes.length * Byte.SIZE;
  }

  /** Removes the brackets around an IPv6 address, and its zone. */
  private static String bare(String host) {
    String inner =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    return inner.contains(":") ? inner.replaceFirst("%.*", "") : inner;
  }

  private static Optional<InetAddress> literal(String text) {
    if (!text.contains(":") && !text.matches("[0-9]+(\\.[0-9]+){3}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
