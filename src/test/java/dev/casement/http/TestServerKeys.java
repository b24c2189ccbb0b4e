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
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The keys of a server whose certificate, for localhost, no authority of Java has signed.
 *
 * @param certificate a PEM file
 */
record TestServerKeys(Path certificate, SSLContext context) {
  private static final String PASSWORD = "changeit";

  static TestServerKeys make(Path directory) throws GeneralSecurityException, IOException {
    Path keys = directory.resolve("keys.p12");
    Path certificate = directory.resolve("certificate.pem");
    String store = "-keystore " + keys + " -storepass " + PASSWORD + " -alias server";
    keytool("-genkeypair -keyalg EC -dname CN=localhost -ext san=dns:localhost " + store);
    keytool("-exportcert -rfc -file " + certificate + " " + store);
    return new TestServerKeys(certificate, context(keys));
  }

  private static void keytool(String arguments) {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    new SystemCommandRunner()
        .runOk(HostCommand.of(Duration.ofMinutes(1), (program + " " + arguments).split(" ")));
  }

  private static SSLContext context(Path keys) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
