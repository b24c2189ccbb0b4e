package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.openstack.TestCloud;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The image of a real rehearsal, published to a real Glance and judged by the openstack client. */
class PublishIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir static Path built;
  @TempDir Path directory;

  private static TestCloud cloud;
  private static String rehearsed;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Clock clock = Clock.systemUTC();
  private Path build;
  private String name;

  @BeforeAll
  static void rehearse() throws IOException {
    cloud = TestCloud.ready();
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    int code =
        Main.run(
            new Surroundings(
                new PrintStream(events, true, StandardCharsets.UTF_8),
                System.err,
                cloud.environment(),
                () -> false,
                Optional.of(Path.of("").toAbsolutePath()),
                Clock.systemUTC()),
            "rehearse",
            "--release=windows-server-2022",
            "--progress=json",
            "--work-dir=" + RehearsalRun.WORK,
            "--output=" + built,
            "--publish",
            "--cloud=builder",
            "--allow-rehearsal",
            "--name=straight from the build");
    rehearsed = events.toString(StandardCharsets.UTF_8);
    assertThat(code).as(rehearsed).isZero();
  }

  /** Each test has a recipe of its own, so that none sees the images of another. */
  @BeforeEach
  void copyBuild() throws IOException {
    name = "recipe-" + UUID.randomUUID().toString().substring(0, 8);
    build = variant("build", 0);
  }

  @Test
  void theClientDownloadsTheSameBytesAndSeesTheSameProperties() throws IOException {
    JsonNode result = publish("builder", "--tag", "windows", "--property", "hw_video_model=qxl");

    String id = result.path("id").asString();
    JsonNode image = cloud.ask("builder", "image", "show", id);
    assertThat(image.path("status").asString()).isEqualTo("active");
    assertThat(image.path("name").asString()).isEqualTo(name);
    assertThat(image.path("disk_format").asString()).isEqualTo("qcow2");
    assertThat(image.path("min_disk").asInt()).isEqualTo(8);
    assertThat(image.path("min_ram").asInt()).isEqualTo(2048);
    assertThat(image.path("visibility").asString()).isEqualTo("private");
    assertThat(image.path("tags").values())
        .extracting(JsonNode::asString)
        .containsExactly("windows");
    assertThat(properties(image))
        .containsEntry("hw_disk_bus", "virtio")
        .containsEntry("hw_firmware_type", "uefi")
        .containsEntry("hw_machine_type", "q35")
        .containsEntry("hw_qemu_guest_agent", "yes")
        .containsEntry("hw_vif_model", "virtio")
        .containsEntry("hw_video_model", "qxl")
        .containsEntry("os_type", "windows")
        .containsEntry("os_version", "10.0.20348")
        .containsEntry("os_admin_user", "Admin")
        .containsEntry("casement_rehearsal", "true")
        .containsEntry("casement_recipe", name)
        .containsEntry("casement_build", manifest(build).path("build").asString());
    Path download = directory.resolve("download");
    cloud.openstack("builder", "image", "save", "--file", download.toString(), id);
    assertThat(Files.mismatch(download, image(build))).isEqualTo(-1);
  }

  @Test
  void oneCommandLeadsFromInstallMediaToAnActiveImage() throws IOException {
    JsonNode image = cloud.ask("builder", "image", "show", "straight from the build");
    assertThat(image.path("status").asString()).isEqualTo("active");
    assertThat(image.path("properties").path("os_hash_value").asString())
        .isEqualTo(sha512(image(built)));
    assertThat(rehearsed)
        .contains("\"stage\":\"PublishImage\"")
        .contains("published as " + image.path("id").asString());
  }

  @Test
  void theSecondTimeNothingIsUploaded() {
    JsonNode first = publish("builder");
    JsonNode second = publish("builder");

    assertThat(second.path("id")).isEqualTo(first.path("id"));
    assertThat(first.path("uploaded").asBoolean()).isTrue();
    assertThat(second.path("uploaded").asBoolean()).isFalse();
    assertThat(second.path("actions")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application", "tls", "mutual"})
  void everyWayIntoACloudLeadsToAnActiveImage(String way) {
    JsonNode result = publish(way);

    JsonNode image = cloud.ask("builder", "image", "show", result.path("id").asString());
    assertThat(image.path("status").asString()).isEqualTo("active");
  }

  @Test
  void theNameMovesToTheNewestAndOlderImagesAreHiddenOrDeleted() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int number = 1; number <= 3; number++) {
      clock = Clock.fixed(Instant.parse("2026-03-0" + number + "T12:00:00Z"), ZoneOffset.UTC);
      build = variant("build-" + number, number);
      ids.add(publish("builder", "--keep", "2").path("id").asString());
    }
    assertThat(nameOf(ids.get(0))).isEqualTo(name + " 2026-03-01 12:00");
    assertThat(nameOf(ids.get(1))).isEqualTo(name + " 2026-03-02 12:00");
    assertThat(nameOf(ids.get(2))).isEqualTo(name);
    assertThat(hidden()).as("hidden").containsExactly(ids.get(0));

    publish("builder", "--keep", "1", "--older", "delete");
    assertThat(hidden()).isEmpty();
    assertThat(listed()).containsExactly(ids.get(2));
  }

  @Test
  void imagesOfOthersWithTheSameNameAreLeftAlone() {
    String foreign =
        cloud
            .ask("builder", "image", "create", "--property", "casement_recipe=" + name, name)
            .path("id")
            .asString();
    publish("builder", "--keep", "1", "--older", "delete");

    assertThat(nameOf(foreign)).isEqualTo(name);
  }

  @Test
  void aSharedImageCanBeSeenByTheOtherProject() {
    String other = cloud.clouds().path("projects").path("other").asString();
    String id = publish("builder", "--share", other).path("id").asString();

    JsonNode members = cloud.ask("builder", "image", "member", "list", id);
    assertThat(members.values())
        .extracting(member -> member.path("Member ID").asString())
        .containsExactly(other);
    assertThat(cloud.ask("stranger", "image", "show", id).path("name").asString()).isEqualTo(name);
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    JsonNode result = publish("builder", "--dry-run", "--keep", "1");

    assertThat(result.path("uploaded").asBoolean()).isFalse();
    assertThat(result.path("actions").values()).isNotEmpty();
    assertThat(listed()).isEmpty();
  }

  @Test
  void oneCloudThatRefusesDoesNotStopTheOther() {
    int code = casement("--cloud", "reader", "--cloud", "builder", "--format", "json");

    assertThat(code).isEqualTo(10);
    JsonNode clouds = JSON.readTree(out.toString(StandardCharsets.UTF_8)).path("clouds");
    assertThat(clouds.path(0).path("published").asBoolean()).isFalse();
    assertThat(clouds.path(0).path("message").asString()).contains("HTTP 403");
    assertThat(clouds.path(1).path("published").asBoolean()).isTrue();
  }

  @Test
  void aRehearsalIsNotPublishedByAccident() {
    int code = run("publish", build.toString(), "--cloud", "builder");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--allow-rehearsal");
    assertThat(listed()).isEmpty();
  }

  @Test
  void aPropertyTheCloudForbidsIsRefusedBeforeTheUpload() {
    int code = casement("--cloud", "builder", "--property", "os_glance_mine=1");

    assertThat(code).isEqualTo(10);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("os_glance_mine");
    assertThat(listed()).isEmpty();
  }

  /** Publishes and returns what the summary says of the one cloud. */
  private JsonNode publish(String to, String... more) {
    out.reset();
    List<String> arguments = new ArrayList<>(List.of("--cloud", to, "--format", "json"));
    arguments.addAll(List.of(more));
    int code = casement(arguments.toArray(new String[0]));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return JSON.readTree(out.toString(StandardCharsets.UTF_8)).path("clouds").path(0);
  }

  private int casement(String... more) {
    List<String> arguments = new ArrayList<>(List.of("publish", build.toString()));
    arguments.add("--allow-rehearsal");
    arguments.addAll(List.of(more));
    return run(arguments.toArray(new String[0]));
  }

  private int run(String... arguments) {
    return Main.run(
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            cloud.environment(),
            () -> false,
            Optional.empty(),
            clock),
        arguments);
  }

  private String nameOf(String id) {
    return cloud.ask("builder", "image", "show", id).path("name").asString();
  }

  private List<String> listed() {
    return ids("--property", "casement_recipe=" + name);
  }

  private List<String> hidden() {
    return ids("--hidden", "--property", "casement_recipe=" + name);
  }

  private static List<String> ids(String... filters) {
    List<String> arguments = new ArrayList<>(List.of("image", "list"));
    arguments.addAll(List.of(filters));
    return cloud.ask("builder", arguments.toArray(new String[0])).values().stream()
        .map(image -> image.path("ID").asString())
        .toList();
  }

  private static Map<String, String> properties(JsonNode image) {
    Map<String, String> properties = new HashMap<>();
    image
        .path("properties")
        .properties()
        .forEach(entry -> properties.put(entry.getKey(), entry.getValue().asString("")));
    return properties;
  }

  /**
   * A copy of the rehearsal's build under this test's name; a number other than 0 changes the
   * image.
   */
  private Path variant(String directoryName, int number) throws IOException {
    Path copy = Files.createDirectories(directory.resolve(directoryName));
    ObjectNode manifest = (ObjectNode) manifest(built);
    manifest.put("name", name);
    Path image = copy.resolve(manifest.path("image").path("file").asString());
    Files.copy(image(built), image);
    if (number > 0) {
      Files.write(image, new byte[] {(byte) number}, StandardOpenOption.APPEND);
      manifest.put("build", UUID.randomUUID().toString());
      ObjectNode entry = (ObjectNode) manifest.path("image");
      entry.put("size", Files.size(image));
      entry.put("sha512", sha512(image));
    }
    Files.writeString(copy.resolve("manifest.json"), JSON.writeValueAsString(manifest));
    return copy;
  }

  private static String sha512(Path file) {
    return new SystemCommandRunner()
        .run(HostCommand.of(Duration.ofMinutes(1), "sha512sum", file.toString()))
        .stdout()
        .substring(0, 128);
  }

  private static JsonNode manifest(Path build) {
    try {
      return JSON.readTree(Files.readString(build.resolve("manifest.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path image(Path build) {
    return build.resolve(manifest(build).path("image").path("file").asString());
  }
}
