package dev.casement.cli.web;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the live page is served.
 *
 * @param host a name or an address; IPv6 without brackets
 * @param port 0: any that is free
 */
record WebAddress(String host, int port) {
  static final String USUAL = "127.0.0.1:8006";

  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([0-9A-Fa-f:.]+)\\]|([A-Za-z0-9.-]+)):)?([0-9]{1,5})");
  private static final Pattern IP = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[.*\\]");
  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  WebAddress {
    if (port < 0 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException(port + " is not a port");
    }
  }

  /** Whether this looks like an address rather than the name of a file. */
  static boolean isForm(String text) {
    return FORM.matcher(text).matches();
  }

  /**
   * Reads {@code HOST:PORT}, {@code [IPV6]:PORT} or {@code PORT}, which means 127.0.0.1.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  static WebAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an address; write HOST:PORT or PORT, such as " + USUAL);
    }
    String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return new WebAddress(name == null ? "127.0.0.1" : name, Integer.parseInt(matcher.group(3)));
  }

  /**
   * Whether a request with this {@code Host} header is meant for this address. A page elsewhere
   * whose name is made to resolve to this host (DNS rebinding) sends that name; nobody can do that
   * to an address or to {@code localhost}. The port does not matter: it may be forwarded.
   */
  boolean isMeantBy(String header) {
    String name = PORT.matcher(header.toLowerCase(Locale.ROOT)).replaceFirst("");
    return name.equals("localhost")
        || name.equals(host.toLowerCase(Locale.ROOT))
        || IP.matcher(name).matches();
  }

  /** The host as in a URL. */
  static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
