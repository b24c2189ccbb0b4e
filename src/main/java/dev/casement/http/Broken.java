package dev.casement.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a request got no answer. */
final class Broken {
  /** A limit, since causes may form a cycle. */
  private static final int DEEPEST_CAUSE = 20;

  private Broken() {}

  /**
   * The cause of the failure, a clause.
   *
   * @param proxy the proxy that was used, as HOST:PORT
   */
  static String why(URI uri, Optional<String> proxy, IOException e) {
    String host = uri.getScheme() + "://" + ServerAddress.authority(uri);
    if (proxy.isPresent() && ProxyVariables.isUnreached(e)) {
      return "the proxy "
          + proxy.get()
          + " on the way to "
          + host
          + (isUnresolved(e) ? ": its name cannot be resolved" : " does not answer");
    }
    if (isUnresolved(e)) {
      return "the name " + uri.getHost() + " cannot be resolved";
    }
    return switch (e) {
      case SSLException tls ->
          (isUntrusted(tls)
                  ? "the certificate of " + host + " is not trusted: "
                  : "TLS with " + host + " failed: ")
              + tls.getMessage();
      case ConnectException refused -> "nothing answers at " + host;
      case HttpTimeoutException timeout -> host + " did not answer in time";
      case SocketTimeoutException timeout -> host + " did not answer in time";
      default ->
          "the connection to "
              + host
              + proxy.map(through -> " through the proxy " + through).orElse("")
              + " broke: "
              + e.getMessage();
    };
  }

  static boolean isUntrusted(IOException e) {
    return hasCause(e, CertificateException.class) || isOfNoAuthority(e);
  }

  private static boolean isOfNoAuthority(IOException e) {
    return hasCause(e, CertPathValidatorException.class)
        || hasCause(e, CertPathBuilderException.class);
  }

  /** What helps when {@link #isUntrusted}; a cacert does only if nobody vouches for the server. */
  static String remedyForUntrusted(IOException e) {
    if (hasCause(e, CertificateExpiredException.class)
        || hasCause(e, CertificateNotYetValidException.class)) {
      return "check this host's clock; if it is right, the server needs a new certificate";
    }
    return isOfNoAuthority(e)
        ? "name the authority's certificate as the cloud's cacert in clouds.yaml"
        : "use a name of the server that is in its certificate";
  }

  static boolean isUnresolved(IOException e) {
    return hasCause(e, UnresolvedAddressException.class) || hasCause(e, UnknownHostException.class);
  }

  /** The exception and its causes, even if they form a cycle. */
  static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause).limit(DEEPEST_CAUSE);
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> kind) {
    return causes(e).anyMatch(kind::isInstance);
  }
}
