package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.console.Terminal;
import dev.casement.openstack.TestCloud;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.rehearsal.StandInMedia;
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
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The image of a build from stand-in media, published to a real Glance and judged by the openstack
 * client.
 */
@ResourceLock(TestCloud.LOCK)
class PublishIT {
  private static final JsonMapper JSON = JsonMapper.shared();

  @TempDir static Path built;
  @TempDir static Path recipes;
  @TempDir Path directory;

  private static TestCloud cloud;
  private static String told;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Clock clock = Clock.systemUTC();
  private Map<String, String> more = Map.of();
  private Path build;
  private String name;

  @BeforeAll
  static void build() throws IOException {
    cloud = TestCloud.ready();
    ByteArrayOutputStream events = new ByteArrayOutputStream();
    int code =
        Main.run(
            new Surroundings(
                new PrintStream(events, true, StandardCharsets.UTF_8),
                System.err,
                cloud.environment(),
                Terminal.none(),
                Optional.of(Path.of("").toAbsolutePath()),
                SystemCommandRunner::new,
                Clock.systemUTC()),
            "build",
            recipe().toString(),
            "--progress=json",
            "--work-dir=" + RehearsalRun.work(built),
            "--output=" + built,
            "--publish",
            "--allow-rehearsal",
            "--tag=command-line");
    told = events.toString(StandardCharsets.UTF_8);
    assertThat(code).as(told).isZero();
  }

  private static Path recipe() throws IOException {
    StandInMedia.build();
    return Files.writeString(
        recipes.resolve("recipe.yaml"),
        StandInMedia.recipe("straight")
            + """
            publish:
              cloud: builder
              name: straight from the build
              tags: [recipe]
              properties: { hw_video_model: qxl, hw_pointer_model: "" }
            """);
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
    assertThat(image.path("min_disk").asInt()).isEqualTo(20);
    assertThat(image.path("min_ram").asInt()).isEqualTo(2048);
    assertThat(image.path("visibility").asString()).isEqualTo("private");
    assertThat(image.path("tags").values())
        .extracting(JsonNode::asString)
        .containsExactly("windows");
    assertThat(properties(image))
        .containsEntry("hw_disk_bus", "virtio")
        .containsEntry("hw_firmware_type", "bios")
        .doesNotContainKeys("hw_machine_type", "os_require_quiesce")
        .containsEntry("hw_qemu_guest_agent", "yes")
        .containsEntry("hw_vif_model", "virtio")
        .containsEntry("hw_video_model", "qxl")
        .containsEntry("os_type", "windows")
        .containsEntry("os_version", "6.1.7601")
        .containsEntry("os_admin_user", "Admin")
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
    assertThat(told)
        .contains("\"stage\":\"PublishImage\"")
        .contains("published as " + image.path("id").asString())
        .containsPattern(
            "\"event\":\"image-published\".*\"cloud\":\"builder\",\"id\":\"%s\",\"name\":\"straight from"
                .formatted(image.path("id").asString()));
  }

  @Test
  void aCloudThatIsNotThereIsSaidBeforeAnythingIsBuilt() {
    Path output = directory.resolve("out");
    int code =
        run(
            "build",
            recipes.resolve("recipe.yaml").toString(),
            "--output=" + output,
            "--publish",
            "--cloud=nowhere");

    assertThat(code).isEqualTo(10);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("no cloud \"nowhere\"");
    assertThat(output).doesNotExist();
  }

  @Test
  void theRecipeSaysWhereToAndAsWhatUnlessTheCommandLineDoes() {
    JsonNode image = cloud.ask("builder", "image", "show", "straight from the build");
    assertThat(properties(image))
        .containsEntry("hw_video_model", "qxl")
        .containsEntry("casement_recipe", "straight")
        .doesNotContainKey("hw_pointer_model");
    assertThat(image.path("tags").values())
        .extracting(JsonNode::asString)
        .containsExactly("command-line");

    // The manifest has kept it: the same once more, by the other command.
    int code =
        run(
            "publish",
            built.toString(),
            "--allow-rehearsal",
            "--tag",
            "command-line",
            "--format",
            "json");
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    JsonNode again = summary().path("clouds").path(0);
    assertThat(again.path("id")).isEqualTo(image.path("id"));
    assertThat(again.path("cloud").asString()).isEqualTo("builder");
    assertThat(again.path("actions")).hasSize(1);
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
  void whatTheCloudMakesOfAPublishedImageIsLeftAlone() throws IOException {
    JsonNode published =
        cloud.ask("builder", "image", "show", publish("builder").path("id").asString());
    Path data = Files.writeString(directory.resolve("snapshot"), "as Nova and Cinder make them");
    List<String> create = new ArrayList<>(List.of("image", "create", "--file", data.toString()));
    properties(published)
        .forEach(
            (property, value) -> {
              if (property.startsWith("casement_") || property.startsWith("hw_")) {
                create.addAll(List.of("--property", property + "=" + value));
              }
            });
    create.add(name);
    String copy = cloud.ask("builder", create.toArray(new String[0])).path("id").asString();

    build = variant("next", 1);
    publish("builder", "--keep", "1", "--older", "delete");

    JsonNode left = cloud.ask("builder", "image", "show", copy);
    assertThat(left.path("name").asString()).isEqualTo(name);
    assertThat(left.path("status").asString()).isEqualTo("active");
    assertThat(listed()).hasSize(2).doesNotContain(published.path("id").asString());
  }

  @Test
  void whatIsNotSaidStaysAsSomebodyHasMadeItMeanwhile() {
    String id = publish("builder", "--property", "note=1", "--tag", "own").path("id").asString();
    cloud.openstack("builder", "image", "set", "--community", "--protected", "--tag=golden", id);

    JsonNode again = publish("builder", "--property", "note=", "--tag", "own");

    JsonNode image = cloud.ask("builder", "image", "show", id);
    assertThat(again.path("actions").values())
        .extracting(JsonNode::asString)
        .contains("changed note of " + id);
    assertThat(image.path("visibility").asString()).isEqualTo("community");
    assertThat(image.path("protected").asBoolean()).isTrue();
    assertThat(image.path("tags")).hasSize(2);
    assertThat(properties(image)).doesNotContainKey("note").containsKey("casement_image");

    publish("builder", "--no-protected");
    assertThat(cloud.ask("builder", "image", "show", id).path("protected").asBoolean()).isFalse();
  }

  @Test
  void aHiddenImageWithTheSameBytesIsShownAgain() {
    String id = publish("builder").path("id").asString();
    cloud.openstack("builder", "image", "set", "--hidden", id);

    assertThat(publish("builder").path("id").asString()).isEqualTo(id);
    assertThat(hidden()).isEmpty();
  }

  @Test
  void aProtectedImageIsLeftWhenItsTimeHasCome() throws IOException {
    String old = publish("builder", "--protected").path("id").asString();
    build = variant("next", 1);
    JsonNode result = publish("builder", "--keep", "1", "--older", "delete");

    assertThat(result.path("actions").values())
        .extracting(JsonNode::asString)
        .contains("left " + old + ", which is protected");
    assertThat(listed()).contains(old);
  }

  @Test
  void theBuildIsFoundByItsManifestAndByItsImage() {
    String id = publish("builder").path("id").asString();
    for (Path path : List.of(build.resolve("manifest.json"), image(build))) {
      out.reset();
      int code =
          run("publish", path.toString(), "--allow-rehearsal", "--cloud=builder", "--format=json");
      assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
      assertThat(summary().path("clouds").path(0).path("id").asString()).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"builder", "reader"})
  void aCloudThatWillRefuseTheImageIsSaidBeforeAnythingIsBuilt(String who) {
    if (who.equals("builder")) {
      more = Map.of("OS_PASSWORD", "not-the-password");
    }
    Path output = directory.resolve("out");
    int code =
        run(
            "build",
            recipes.resolve("recipe.yaml").toString(),
            "--output=" + output,
            "--publish",
            "--allow-rehearsal",
            "--cloud=" + who);

    assertThat(code).isEqualTo(10);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(who.equals("reader") ? "can only read" : "does not accept these credentials")
        .doesNotContain("not-the-password");
    assertThat(output).doesNotExist();
  }

  @Test
  void aSharedImageCanBeSeenByTheOtherProject() {
    String other = cloud.clouds().path("projects").path("other").asString();
    String id = publish("builder", "--share", other).path("id").asString();

    assertThat(publish("builder", "--share", other).path("actions")).as("again").hasSize(1);
    JsonNode members = cloud.ask("builder", "image", "member", "list", id);
    assertThat(members.values())
        .extracting(member -> member.path("Member ID").asString())
        .containsExactly(other);
    assertThat(cloud.ask("stranger", "image", "show", id).path("name").asString()).isEqualTo(name);
  }

  @Test
  void whoMaySeeAnImageFollowsFromItsVisibility() {
    String id = publish("builder").path("id").asString();
    assertThat(seenByStrangers()).isEmpty();

    publish("builder", "--visibility", "community");
    assertThat(cloud.ask("stranger", "image", "show", id).path("visibility").asString())
        .isEqualTo("community");
    assertThat(seenByStrangers()).as("community images are found by those who ask").isEmpty();

    String open = publish("admin", "--visibility", "public").path("id").asString();
    assertThat(seenByStrangers()).containsExactly(open);
  }

  @Test
  void aPublicImageIsRefusedToWhoeverMayNotAndLeavesNothing() {
    int code = casement("--cloud", "builder", "--visibility", "public");

    assertThat(code).isEqualTo(10);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("HTTP 403", "a public image usually needs an administrator");
    assertThat(listed()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"system", "domain"})
  void credentialsForNoProjectAreRefusedInPlainWords(String scope) {
    int code = casement("--cloud", scope);

    assertThat(code).isEqualTo(10);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("the credentials of the cloud \"" + scope + "\" are for no project");
  }

  @Test
  void whatTheCloudsDefinitionsDoNotKnowIsWarnedAbout() {
    publish("builder");
    assertThat(err.toString(StandardCharsets.UTF_8)).as("what follows from the build").isEmpty();

    publish("builder", "--property", "hw_disk_bus=floppy");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("warning: builder: hw_disk_bus is \"floppy\"")
        .contains("OS::Compute::LibvirtImage");
  }

  @Test
  void severalCloudsAreServedInOneRun() {
    int code = casement("--cloud", "builder", "--cloud", "stranger", "--format", "json");

    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    JsonNode clouds = summary().path("clouds");
    assertThat(clouds.values())
        .extracting(each -> each.path("cloud").asString())
        .containsExactly("builder", "stranger");
    for (JsonNode each : clouds) {
      JsonNode image =
          cloud.ask(each.path("cloud").asString(), "image", "show", each.path("id").asString());
      assertThat(image.path("status").asString()).isEqualTo("active");
    }
    assertThat(clouds.path(0).path("id")).isNotEqualTo(clouds.path(1).path("id"));
  }

  @Test
  void severalRegionsOfACloudAreServedInOneRun() {
    int code =
        casement(
            "--cloud=builder", "--region=RegionOne", "--region=RegionNowhere", "--format=json");

    assertThat(code).isEqualTo(10);
    JsonNode clouds = summary().path("clouds");
    assertThat(clouds.path(0).path("cloud").asString()).isEqualTo("builder/RegionOne");
    assertThat(clouds.path(0).path("published").asBoolean()).isTrue();
    assertThat(clouds.path(1).path("message").asString()).contains("RegionNowhere");
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() {
    JsonNode result = publish("builder", "--dry-run", "--keep", "1");

    assertThat(result.path("uploaded").asBoolean()).isFalse();
    assertThat(result.path("actions").values()).isNotEmpty();
    assertThat(listed()).isEmpty();
  }

  @Test
  void aDryRunSaysWhatWouldBecomeOfOlderImages() throws IOException {
    String old = publish("builder").path("id").asString();
    build = variant("next", 1);
    for (String older : List.of("hide", "delete")) {
      JsonNode result =
          publish("builder", "--dry-run", "--keep=1", "--older=" + older, "--protected");
      assertThat(result.path("published").asBoolean()).isFalse();
      assertThat(result.path("actions").values())
          .extracting(JsonNode::asString)
          .anyMatch(action -> action.startsWith("renamed its predecessor " + old))
          .anyMatch(action -> action.startsWith((older.equals("hide") ? "hid " : "deleted ") + old))
          .contains("protected against deletion");
    }
    assertThat(nameOf(old)).isEqualTo(name);
    assertThat(hidden()).isEmpty();
  }

  @Test
  void oneCloudThatRefusesDoesNotStopTheOther() {
    int code = casement("--cloud", "small", "--cloud", "builder", "--format", "json");

    assertThat(code).isEqualTo(10);
    JsonNode clouds = summary().path("clouds");
    assertThat(clouds.path(0).path("published").asBoolean()).isFalse();
    assertThat(clouds.path(0).path("message").asString()).contains("HTTP 413");
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
  void aBuildFromStandInMediaIsNotPublishedByAccidentAndStartsNoMachine() {
    int code =
        run(
            "build",
            recipes.resolve("recipe.yaml").toString(),
            "--progress=json",
            "--work-dir=" + RehearsalRun.work(built),
            "--output=" + directory.resolve("out"),
            "--publish");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--allow-rehearsal");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("\"stage\":\"InspectMedia\"")
        .doesNotContain("\"stage\":\"AuthorSetupMedia\"", "\"stage\":\"InstallWindows\"");
  }

  @Test
  void aPropertyTheCloudForbidsIsRefusedBeforeTheUpload() {
    int code = casement("--cloud", "builder", "--property", "kernel_id=none");

    assertThat(code).isEqualTo(10);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("kernel_id");
    assertThat(listed()).isEmpty();
  }

  /** Publishes and returns what the summary says of the one cloud. */
  private JsonNode publish(String to, String... more) {
    out.reset();
    List<String> arguments = new ArrayList<>(List.of("--cloud", to, "--format", "json"));
    arguments.addAll(List.of(more));
    int code = casement(arguments.toArray(new String[0]));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return summary().path("clouds").path(0);
  }

  private JsonNode summary() {
    return JSON.readTree(out.toString(StandardCharsets.UTF_8));
  }

  /** The images of this test's recipe that another project's user gets listed. */
  private List<String> seenByStrangers() {
    return cloud
        .ask("stranger", "image", "list", "--property", "casement_recipe=" + name)
        .values()
        .stream()
        .map(image -> image.path("ID").asString())
        .toList();
  }

  private int casement(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("publish", build.toString(), "--allow-rehearsal"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(new String[0]));
  }

  private int run(String... arguments) {
    return Main.run(
        new Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            environment(),
            Terminal.none(),
            Optional.empty(),
            SystemCommandRunner::new,
            clock),
        arguments);
  }

  private Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(cloud.environment());
    all.putAll(more);
    return all;
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
   * A copy of the build under this test's name, whose recipe says nothing about publishing; a
   * number other than 0 changes the image.
   */
  private Path variant(String directoryName, int number) throws IOException {
    Path copy = Files.createDirectories(directory.resolve(directoryName));
    ObjectNode manifest = (ObjectNode) manifest(built);
    manifest.put("name", name);
    ((ObjectNode) manifest.path("recipe")).remove("publish");
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
