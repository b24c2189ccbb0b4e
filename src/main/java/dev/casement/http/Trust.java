package dev.casement.http;

import dev.casement.files.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** TLS trust and the client's identity, from PEM files. */
final class Trust {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /** RFC 7468, 5.1; text and other blocks around it are allowed (5.2). */
  private static final Pattern CERTIFICATE =
      Pattern.compile(
          "-----BEGIN (X509 )?CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END \\1?CERTIFICATE-----");

  private Trust() {}

  /**
   * @throws IOException naming the file and the problem
   */
  static SSLContext context(Tls tls) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(tls), authorities(tls), null);
    return context;
  }

  private static TrustManager @Nullable [] authorities(Tls tls)
      throws GeneralSecurityException, IOException {
    if (!tls.verify()) {
      return new TrustManager[] {new TrustEverything()};
    }
    if (tls.authorities().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int number = 0;
    for (Certificate certificate : certificates(tls.authorities().get())) {
      store.setCertificateEntry("authority-" + number++, certificate);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager @Nullable [] keys(Tls tls)
      throws GeneralSecurityException, IOException {
    if (tls.certificate().isEmpty()) {
      return null;
    }
    Path certificate = tls.certificate().get();
    Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
    PrivateKey key = key(tls.key().orElse(certificate));
    KeyStore store = emptyStore();
    char[] none = new char[0];
    try {
      store.setKeyEntry("client", key, none, chain);
    } catch (KeyStoreException e) {
      throw new IOException(
          certificate
              + " is not a chain that begins with the client's certificate, each signed by the"
              + " next: "
              + e.getMessage(),
          e);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, none);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /**
   * The certificates of a PEM file, whatever else is in it. Java's own reader fails at a key, and
   * takes a line that begins with a zero for the beginning of DER.
   */
  private static List<Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Certificate> found = new ArrayList<>();
    Matcher blocks = CERTIFICATE.matcher(text(file));
    while (blocks.find()) {
      byte[] block = blocks.group().getBytes(StandardCharsets.US_ASCII);
      try {
        found.add(factory.generateCertificate(new ByteArrayInputStream(block)));
      } catch (CertificateException e) {
        throw new IOException(
            "%s: its certificate number %s cannot be read: %s"
                .formatted(file, Integer.toString(found.size() + 1), e.getMessage()),
            e);
      }
    }
    if (found.isEmpty()) {
      throw new IOException(file + " has no certificate in PEM (BEGIN CERTIFICATE)");
    }
    return found;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IOException(Unreadable.why(file, e), e);
    }
  }

  private static PrivateKey key(Path file) throws GeneralSecurityException, IOException {
    String text = text(file);
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      boolean encrypted =
          text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED");
      throw new IOException(
          file
              + (encrypted
                  ? " has a key that is encrypted, which Casement has no password for;"
                      + " openssl pkcs8 -topk8 -nocrypt writes it without"
                  : " has no key in PKCS #8 (BEGIN PRIVATE KEY);"
                      + " openssl pkcs8 -topk8 -nocrypt makes one of another form"));
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(matcher.group(1), file));
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // Not a key of this algorithm; try the next.
      }
    }
    throw new IOException(file + " has a key that is neither RSA, EC nor Ed25519");
  }

  private static byte[] decoded(String base64, Path file) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " has a key that is cut short", e);
    }
  }

  /** Trusts every certificate and host name: {@code verify: false}. */
  private static final class TrustEverything extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
