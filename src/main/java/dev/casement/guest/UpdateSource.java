package dev.casement.guest;

import java.net.URI;
import java.util.Locale;

/** A server from which Windows takes updates. */
public sealed interface UpdateSource {
  /** Microsoft's own servers. */
  record MicrosoftUpdate() implements UpdateSource {}

  /**
   * A WSUS server.
   *
   * @param server its address with scheme and port, such as {@code http://wsus.example.org:8530}
   */
  record Wsus(URI server) implements UpdateSource {
    public Wsus {
      String scheme = server.getScheme() == null ? "" : server.getScheme().toLowerCase(Locale.ROOT);
      if (!(scheme.equals("http") || scheme.equals("https")) || server.getRawAuthority() == null) {
        throw new IllegalArgumentException(
            "a WSUS server has an address such as http://wsus.example.org:8530, got " + server);
      }
    }
  }
}
