package dev.casement.pipeline.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.casement.openstack.RubbishTest;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Records;
import dev.casement.report.BuildEvent.ImagePublished;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishImageTest {
  private static final String SHA512 = "ab".repeat(64);

  @TempDir Path directory;
  private final StageContexts contexts = new StageContexts();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** A store that takes everything, behind a Keystone; another Keystone refuses everybody. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      exchange.getResponseHeaders().add("X-Subject-Token", "a token");
      boolean creates = exchange.getRequestMethod().equals("POST");
      byte[] body = body(path, creates).getBytes(UTF_8);
      int status = path.startsWith("/refuses") ? 401 : creates ? 201 : 200;
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private String body(String path, boolean creates) {
    return switch (path) {
      case "/v3/auth/tokens" ->
          """
          {"token": {"expires_at": "2999-01-01T00:00:00Z", "user": {"name": "u"},
            "project": {"id": "p", "name": "p"}, "roles": [{"name": "member"}],
            "catalog": [{"type": "image", "endpoints": [
              {"interface": "public", "region_id": "R", "url": "%s"}]}]}}
          """
              .formatted(address());
      case "/" -> "{\"versions\": [{\"id\": \"v2.9\"}]}";
      case "/v2/images" -> creates ? image("queued") : "{\"images\": []}";
      case "/v2/metadefs/namespaces" -> "{\"namespaces\": []}";
      case "/v2/schemas/image" -> "{\"properties\": {}}";
      default -> path.startsWith("/v2/images/") ? image("active") : "{}";
    };
  }

  private static String image(String status) {
    return """
        {"id": "1f0e", "name": "x", "status": "%s", "size": 8, "os_hash_algo": "sha512",
          "os_hash_value": "%s", "disk_format": "raw", "owner": "p", "tags": []}
        """
        .formatted(status, SHA512);
  }

  private ImageArtifact made() throws IOException {
    Path image = Files.write(directory.resolve("x.raw"), new byte[8]);
    Path manifest =
        Files.writeString(
            directory.resolve("manifest.json"),
            """
            {"version": 1, "build": "x", "name": "x", "rehearsal": false,
             "tools": {"casement": "", "hypervisor": "", "qemuImg": ""}, "media": {}, "stages": [],
             "recipe": {"machine": {"hypervisor": "qemu", "diskBus": "virtio", "tpm": false},
               "cloudbaseInit": {"username": "Admin"}},
             "windows": {"release": "windows-server-2022", "edition": "", "index": 1, "name": "",
               "version": "10.0.20348", "architecture": "amd64", "firmware": "uefi"},
             "guest": [], "image": {"file": "x.raw", "format": "raw", "size": 8, "virtualSize": 8,
               "sha256": "", "sha512": "%s"}}
            """
                .formatted(SHA512));
    DataSize size = new DataSize(8);
    return new ImageArtifact(
        image, manifest, size, size, new Sha256("ab".repeat(32)), SHA512, List.of());
  }

  private CloudConfig cloud(String name, String keystone) {
    return Records.with(
        RubbishTest.config(URI.create(address() + keystone), Optional.empty()), "name", name);
  }

  @Test
  void whereTheImageIsPublishedIsToldAlsoIfAnotherCloudRefusesIt() throws IOException {
    PublishImage stage =
        new PublishImage(
            new Publishing(
                List.of(cloud("north", "/v3"), cloud("south", "/refuses/v3")),
                Map.of(),
                PublishSettings.none(),
                false));
    ImageArtifact image = made();

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> stage.run(image, contexts.context()))
        .withMessageContaining("south: ")
        .withMessageContaining("the image is at " + image.image());

    assertThat(contexts.events())
        .filteredOn(ImagePublished.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            ImagePublished.class,
            published -> {
              assertThat(published.stage()).isEqualTo("PublishImage");
              assertThat(published.cloud()).isEqualTo("north");
              assertThat(published.id()).isEqualTo("1f0e");
              assertThat(published.name()).isEqualTo("x");
            });
  }
}
