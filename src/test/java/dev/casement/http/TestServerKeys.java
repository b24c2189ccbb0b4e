package dev.casement.http;

import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The keys of a server whose certificate, for localhost, no authority of Java has signed.
 *
 * @param certificate a PEM file
 * @param pemKey the private key in PKCS #8
 */
record TestServerKeys(Path certificate, String pemKey, SSLContext context) {
  private static final String PASSWORD = "changeit";

  static TestServerKeys make(Path directory) throws GeneralSecurityException, IOException {
    return make(directory, "localhost");
  }

  static TestServerKeys make(Path directory, String name)
      throws GeneralSecurityException, IOException {
    Path keys = directory.resolve("keys.p12");
    Path certificate = directory.resolve("certificate.pem");
    String store = "-keystore " + keys + " -storepass " + PASSWORD + " -alias server";
    keytool("-genkeypair -keyalg EC -dname CN=" + name + " -ext san=dns:" + name + " " + store);
    keytool("-exportcert -rfc -file " + certificate + " " + store);
    KeyStore loaded = loaded(keys);
    return new TestServerKeys(certificate, pemKey(loaded), context(loaded));
  }

  /**
   * The keys of a server whose certificate has expired; {@link #certificate} is that of its
   * authority, which has not.
   */
  static TestServerKeys makeExpired(Path directory) throws GeneralSecurityException, IOException {
    Path keys = directory.resolve("expired.p12");
    Path authority = directory.resolve("authority.pem");
    String store = "-keystore " + keys + " -storepass " + PASSWORD + " -alias ";
    keytool("-genkeypair -keyalg EC -dname CN=authority -ext bc:c " + store + "authority");
    keytool("-exportcert -rfc -file " + authority + " " + store + "authority");
    keytool(
        "-genkeypair -keyalg EC -dname CN=localhost -ext san=dns:localhost -startdate -9d"
            + " -validity 2 -signer authority "
            + store
            + "server");
    KeyStore loaded = loaded(keys);
    loaded.deleteEntry("authority");
    return new TestServerKeys(authority, pemKey(loaded), context(loaded));
  }

  private static String pemKey(KeyStore store) throws GeneralSecurityException {
    byte[] pkcs8 = store.getKey("server", PASSWORD.toCharArray()).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8));
  }

  private static void keytool(String arguments) {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    new SystemCommandRunner()
        .runOk(HostCommand.of(Duration.ofMinutes(1), (program + " " + arguments).split(" ")));
  }

  private static KeyStore loaded(Path keys) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext context(KeyStore store) throws GeneralSecurityException {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
