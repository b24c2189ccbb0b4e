package dev.casement.cli.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.casement.cli.Main;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.process.EnvironmentVariables;
import dev.casement.process.HostSystem;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The training run of the AOT cache of {@code publish}: publishes a small file to a local store
 * that accepts every request (docs/adr/0002-aot-cache-instead-of-native-image.md).
 *
 * <p>{@code src/launcher/build} starts it. It prints nothing and leaves no file; it serves its
 * purpose even if something fails.
 */
final class PublishTraining {
  private static final int SIZE = 1 << 20;

  private final String address;
  private final String sha512;

  private PublishTraining(String address, String sha512) {
    this.address = address;
    this.sha512 = sha512;
  }

  public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
    train(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
  }

  /**
   * @param output where {@code publish} prints
   * @return its exit code
   */
  static int train(PrintStream output) throws IOException, NoSuchAlgorithmException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (TrainingDirectory scratch = TrainingDirectory.create()) {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(new byte[SIZE]);
      PublishTraining training = new PublishTraining(address, HexFormat.of().formatHex(digest));
      server.createContext("/", training::answer);
      server.start();
      return training.publish(scratch.path(), output);
    } finally {
      server.stop(0);
    }
  }

  private int publish(Path scratch, PrintStream output) throws IOException {
    Files.write(scratch.resolve("image.raw"), new byte[SIZE]);
    Files.writeString(
        scratch.resolve("manifest.json"),
        String.format(
            Locale.ROOT,
            """
            {"version": 1, "build": "training", "name": "training", "rehearsal": false,
             "tools": {"casement": "", "hypervisor": "", "qemuImg": ""}, "media": {}, "stages": [],
             "recipe": {"machine": {"hypervisor": "qemu", "diskBus": "virtio", "tpm": false},
               "cloudbaseInit": {"username": "Admin"}},
             "windows": {"release": "windows-server-2022", "edition": "", "index": 1, "name": "",
               "version": "10.0.20348", "architecture": "amd64", "firmware": "uefi"},
             "guest": [{"run": "install", "resets": 0, "steps": [], "facts": {"driver.netkvm": ["1"]}}],
             "image": {"file": "image.raw", "format": "raw", "size": %d, "virtualSize": %d,
               "sha256": "", "sha512": "%s"}}
            """,
            SIZE,
            SIZE,
            sha512));
    Map<String, String> cloud =
        Map.of(
            "HOME", scratch.toString(),
            "OS_AUTH_URL", address + "/v3",
            "OS_USERNAME", "training",
            "OS_PASSWORD", "training",
            "OS_PROJECT_NAME", "training");
    Surroundings surroundings =
        new Surroundings(
            output,
            output,
            // As Main has them, so that their classes are in the cache.
            EnvironmentVariables.of(cloud, HostSystem.here()),
            Terminal.ofProcess(),
            Optional.empty(),
            SystemCommandRunner::new,
            Clock.systemUTC());
    Main.run(surroundings, "publish", "--help");
    return Main.run(surroundings, "publish", scratch.toString(), "--keep", "1");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      exchange.getResponseHeaders().add("X-Subject-Token", "training");
      boolean creates = exchange.getRequestMethod().equals("POST");
      byte[] body = body(exchange.getRequestURI().getPath(), creates).getBytes(UTF_8);
      exchange.sendResponseHeaders(creates ? 201 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String body(String path, boolean creates) {
    return switch (path) {
      case "/v3/auth/tokens" ->
          """
          {"token": {"expires_at": "2999-01-01T00:00:00Z", "user": {"name": "training"},
            "project": {"id": "1", "name": "training"}, "roles": [{"name": "member"}],
            "catalog": [{"type": "image", "endpoints": [
              {"interface": "public", "region_id": "R", "url": "%s"}]}]}}
          """
              .formatted(address);
      case "/v2/images" -> creates ? image("queued") : "{\"images\": [" + image("active") + "]}";
      case "/v2/metadefs/namespaces" -> "{\"namespaces\": [{\"namespace\": \"training\"}]}";
      case "/v2/metadefs/namespaces/training", "/v2/schemas/image" ->
          "{\"properties\": {\"os_type\": {\"enum\": [\"windows\"]}}}";
      case "/" -> "{\"versions\": [{\"id\": \"v2.9\"}]}";
      // Whatever id it was given.
      default -> path.startsWith("/v2/images/") ? image("active") : "{}";
    };
  }

  private String image(String status) {
    return String.format(
        Locale.ROOT,
        """
        {"id": "1", "name": "training", "status": "%s", "size": %d, "os_hash_algo": "sha512",
          "os_hash_value": "%s", "disk_format": "raw", "owner": "1", "tags": []}
        """,
        status,
        SIZE,
        sha512);
  }
}
