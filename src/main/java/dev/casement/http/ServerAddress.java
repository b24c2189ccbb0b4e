package dev.casement.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks which addresses Java's HTTP client accepts, and explains why it rejects others. */
public final class ServerAddress {
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[^@]*@)?(?<host>\\[[^\\]]*\\]|[^:@\\[\\]]+)(?::[0-9]*)?");

  private ServerAddress() {}

  /** The address that somebody wrote, if requests can be sent to it. */
  public static Optional<URI> of(String text) {
    return parsed(text).filter(uri -> flawAsWritten(uri).isEmpty());
  }

  /**
   * Why requests cannot be sent to this address, a clause; empty when they can.
   *
   * <p>{@link URI} implements RFC 2396, whose host names exclude underscores and non-ASCII letters:
   * for those it reports no host, and the HTTP client rejects it (JDK-8221675).
   */
  public static Optional<String> flaw(URI address) {
    String scheme = address.getScheme();
    if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
      return Optional.of("it is not an http or https address");
    }
    if (address.getHost() != null) {
      return Optional.empty();
    }
    return Optional.of(
        host(address)
            .map(ServerAddress::flawOfHost)
            .orElse("it has no host with a port or without"));
  }

  /**
   * As {@link #flaw(URI)}, for an address that somebody wrote: it must not have a user or password
   * either, which nothing sends, while messages and records show addresses. Deprecated by RFC 9110,
   * 4.2.4.
   */
  public static Optional<String> flawAsWritten(URI address) {
    return hasUser(address)
        ? Optional.of(
            "it has a user or password in it, which is not sent, and which logs would show")
        : flaw(address);
  }

  /** As {@link #flawAsWritten(URI)}, for an address as text. */
  public static String flaw(String text) {
    return parsed(text)
        .flatMap(ServerAddress::flawAsWritten)
        .orElse("it is not an http or https address");
  }

  /** Whether there is a user or password before the host. */
  public static boolean hasUser(URI address) {
    return address.getRawAuthority() != null && address.getRawAuthority().contains("@");
  }

  /** Host and port, without a user or password. */
  static String authority(URI address) {
    return String.valueOf(address.getAuthority()).replaceFirst("(?s).*@", "");
  }

  /** The host of an address, even one that has an underscore. */
  static Optional<String> host(URI address) {
    if (address.getHost() != null) {
      return Optional.of(address.getHost());
    }
    Matcher matcher = AUTHORITY.matcher(String.valueOf(address.getRawAuthority()));
    return address.getRawAuthority() != null && matcher.matches()
        ? Optional.of(matcher.group("host"))
        : Optional.empty();
  }

  private static String flawOfHost(String host) {
    if (host.contains("_")) {
      return "its host name \""
          + host
          + "\" has an underscore, which host names must not have (RFC 1123) and Java's HTTP"
          + " client does not accept; use a name without one, or the IP address";
    }
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(host)) {
      return "its host name \"" + host + "\" is not ASCII" + inAscii(host);
    }
    return "its host name \""
        + host
        + "\" is not one by RFC 1123 (letters, digits and hyphens, a letter first in the last"
        + " part); use another name, or the IP address";
  }

  private static String inAscii(String host) {
    try {
      return "; write it as " + IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      return "; use another name, or the IP address";
    }
  }

  /** The address, whether or not requests can be sent to it. */
  public static Optional<URI> parsed(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Whether two addresses are of the same server. */
  static boolean isSame(URI one, URI other) {
    return one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && port(one) == port(other);
  }

  private static int port(URI uri) {
    int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }
}
