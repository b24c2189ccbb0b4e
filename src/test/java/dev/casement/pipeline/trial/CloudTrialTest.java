package dev.casement.pipeline.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.openstack.CloudClient;
import dev.casement.openstack.FakeCompute;
import dev.casement.openstack.FakeCompute.Moment;
import dev.casement.openstack.compute.Compute;
import dev.casement.openstack.image.StoredImage;
import dev.casement.openstack.publish.PublishListener;
import dev.casement.recipe.PublishTrial;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CloudTrialTest {
  private static final Duration LOOK = Duration.ofMillis(5);

  @TempDir Path directory;
  private final List<String> progress = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final PublishListener listener = new Listening();
  private FakeCompute cloud;
  private CloudClient client;
  private Compute compute;
  private PublishTrial wanted = PublishTrial.usual();

  private class Listening implements PublishListener {
    @Override
    public void progress(OptionalInt percent, String text) {
      progress.add(text);
    }

    @Override
    public void warn(String text) {
      warnings.add(text);
    }
  }

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    client = CloudClient.of(cloud, 2);
    compute = client.compute();
  }

  @AfterEach
  void stop() {
    client.close();
    cloud.close();
  }

  @Test
  void aServerThatComesUpIsHeardAndDeleted() {
    List<String> lines = InstanceWords.lines(InstanceWords::works);
    cloud.lives(
        Moment.building(),
        Moment.active(""),
        Moment.active(text(lines, 4)),
        Moment.active(text(lines, lines.size())));

    String clause = test();

    assertThat(clause)
        .startsWith(
            "tried a server of flavor medium: cloudbase-init 1.1.6 ran 5 plugins without an error");
    JsonNode server = cloud.created.getFirst();
    assertThat(server.path("imageRef").asString()).isEqualTo("image-1");
    assertThat(server.path("name").asString()).hasSizeLessThan(16);
    assertThat(cloud.servers()).isEmpty();
    assertThat(progress)
        .contains(
            "server server-1: BUILD (spawning)",
            "server server-1: ACTIVE",
            "cloudbase-init: Executing plugin 'CreateUserPlugin'");
    assertThat(progress.stream().filter(text -> text.contains("cloudbase-init: ")))
        .doesNotHaveDuplicates();
    assertThat(warnings).containsExactly("trial: cloudbase-init: a doubt");
    assertThat(directory).isEmptyDirectory();
    assertThat(progress + "" + warnings).doesNotContain("s3cr3t-of-nova");
  }

  @Test
  void anErrorOfCloudbaseInitRefusesTheImageAndKeepsTheLog() {
    List<String> lines =
        InstanceWords.lines(
            machine -> {
              InstanceWords.run(machine, List.of("CreateUserPlugin"));
              InstanceWords.says(
                  machine,
                  "ERROR",
                  "cloudbaseinit.init",
                  "plugin 'CreateUserPlugin' failed with error 'denied'");
              InstanceWords.done(machine);
            });
    cloud.lives(Moment.active(text(lines, lines.size())));

    BuildException e = failed();

    assertThat(e.failure()).isEqualTo(Failure.VERIFY);
    assertThat(e.what()).contains("server-1", "plugin 'CreateUserPlugin' failed");
    assertThat(e.remedy()).endsWith("console log is in " + directory.resolve("fake"));
    assertThat(directory.resolve("fake/console.log")).content().contains("failed with error");
    assertThat(directory.resolve("fake/failure.txt")).content().contains("flavor: medium");
    assertThat(cloud.servers()).isEmpty();
  }

  @Test
  void aServerThatPowersOffRefusesTheImage() {
    cloud.lives(Moment.active("BdsDxe: starting\n"), Moment.is("SHUTOFF"));
    BuildException e = failed();
    assertThat(e.failure()).isEqualTo(Failure.VERIFY);
    assertThat(e.what()).contains("powered off by itself");
    assertThat(directory.resolve("fake/console.log")).hasContent("BdsDxe: starting\n");
    assertThat(cloud.servers()).isEmpty();
  }

  @Test
  void aSilentServerIsGivenUp() {
    wanted =
        new PublishTrial(
            Optional.of("tiny"), Optional.empty(), Optional.empty(), Duration.ofSeconds(1));
    cloud.lives(Moment.active("BdsDxe: starting\n"));
    BuildException e = failed();
    assertThat(e.failure()).isEqualTo(Failure.VERIFY);
    assertThat(e.what()).contains("was not heard on the console within 1s");
    assertThat(e.remedy()).contains("publish.try.limit", "0x7b");
    assertThat(cloud.created.getFirst().path("flavorRef").asString()).isEqualTo("1");
    assertThat(cloud.servers()).isEmpty();
  }

  @Test
  void aCloudThatKeepsDeletedServersForAWhileIsNotWaitedFor() {
    List<String> lines = InstanceWords.lines(InstanceWords::works);
    cloud.lives(Moment.active(text(lines, lines.size())));
    cloud.afterDeletion = Optional.of(Moment.is("SOFT_DELETED"));
    test();
    assertThat(cloud.requests.getLast()).isEqualTo("GET /v2.1/servers/server-1");
    assertThat(warnings).noneMatch(text -> text.contains("server-1"));
  }

  @Test
  void aServerThatCannotBeDeletedIsToldOf() {
    List<String> lines = InstanceWords.lines(InstanceWords::works);
    cloud.lives(Moment.active(text(lines, lines.size())));
    cloud.afterDeletion = Optional.of(Moment.broken("the host is down"));
    assertThat(test()).startsWith("tried a server");
    assertThat(warnings)
        .anyMatch(
            text ->
                text.equals(
                    "server server-1 is still ERROR after its deletion: openstack server show"
                        + " server-1"));
  }

  @Test
  void whatUsersExpectAndDidNotHappenIsToldOf() {
    List<String> lines =
        InstanceWords.lines(
            machine -> {
              InstanceWords.run(machine, List.of("CreateUserPlugin"));
              InstanceWords.done(machine);
            });
    cloud.lives(Moment.active(text(lines, lines.size())));
    test();
    assertThat(warnings)
        .containsExactly(
            "trial: cloudbase-init did not say that it set the host name",
            "trial: cloudbase-init did not run ExtendVolumesPlugin: the volume did not grow to the"
                + " size of the disk");
  }

  /** The image is not at fault, so it is not refused. */
  @Test
  void aCloudThatCannotRunTheServerIsTheOneAtFault() {
    cloud.lives(Moment.building(), Moment.broken("No valid host was found. "));
    BuildException e = failed();
    assertThat(e.failure()).isEqualTo(Failure.PUBLISH);
    assertThat(e.what()).contains("No valid host was found");
    assertThat(e.remedy()).contains("publish.try.flavor");
    assertThat(cloud.servers()).isEmpty();
  }

  @Test
  void aServerThatSomebodyDeletesIsToldOf() {
    cloud.lives(Moment.active(""), Moment.is("GONE"));
    BuildException e = failed();
    assertThat(e.failure()).isEqualTo(Failure.PUBLISH);
    assertThat(e.what()).contains("deleted by somebody else");
  }

  @Test
  void aGapInTheConsoleIsToldOnce() {
    List<String> lines = InstanceWords.lines(InstanceWords::works);
    cloud.lives(
        Moment.active("x".repeat(100)),
        Moment.active("y".repeat(100)),
        Moment.active("z".repeat(100)),
        Moment.active(text(lines, lines.size())));
    test();
    assertThat(warnings).filteredOn(text -> text.contains("overwritten")).hasSize(1);
  }

  @Test
  void ctrlCDeletesTheServer() throws InterruptedException {
    cloud.lives(Moment.active(""));
    List<BuildException> thrown = new ArrayList<>();
    Thread trial = Thread.ofPlatform().start(() -> thrown.add(failed()));
    while (cloud.requests.stream().noneMatch(request -> request.endsWith("/action"))) {
      Thread.sleep(5);
    }
    trial.interrupt();
    trial.join(Duration.ofMinutes(5));
    assertThat(thrown).singleElement().matches(e -> e.failure() == Failure.CANCELLED);
    assertThat(cloud.servers()).isEmpty();
    assertThat(warnings).contains("deleting server server-1");
  }

  /** The request arrives, but no answer ever does. */
  @Test
  void aServerThatWasNotConfirmedIsDeleted() {
    cloud.makesThenRefuses = true;
    cloud.refuses(400);
    assertThat(failed().what()).contains("refused to create a server");
    assertThat(cloud.servers()).isEmpty();
  }

  @Test
  void theServerOfAKilledTrialIsDeletedAndNobodyElses() {
    List<String> lines = InstanceWords.lines(InstanceWords::works);
    String past = Instant.now().minusSeconds(60).toString();
    String future = Instant.now().plusSeconds(600).toString();
    cloud.has("casement-0a1b2c", Map.of("casement_trial_until", past));
    String running = cloud.has("casement-1a1b2c", Map.of("casement_trial_until", future));
    String unmarked = cloud.has("casement-2a1b2c", Map.of());
    cloud.lives(Moment.active(text(lines, lines.size())));
    test();
    assertThat(cloud.servers()).containsExactly(running, unmarked);
    assertThat(progress).contains("deleted server server-1 of a trial that was killed");
  }

  @Test
  void whatIsMissingIsKnownBeforeAnythingIsUploaded() {
    wanted = wanted(Optional.of("huge"), Optional.empty(), Optional.empty());
    assertThat(unready()).contains("no flavor \"huge\"");
    wanted = wanted(Optional.empty(), Optional.of("public"), Optional.empty());
    assertThat(unready()).contains("no network \"public\"");
    wanted = wanted(Optional.empty(), Optional.empty(), Optional.of("theirs"));
    assertThat(unready()).contains("no key pair \"theirs\"");
    wanted = wanted(Optional.of("large"), Optional.empty(), Optional.empty());
    assertThat(unready()).contains("the quota of the project allows 2 more CPUs, not 4");
    assertThat(cloud.created).isEmpty();
  }

  @Test
  void aPasswordIsExpectedOnlyWithANetworkAndAKeyPair() {
    List<String> lines = InstanceWords.lines(InstanceWords::works);
    cloud.lives(Moment.active(text(lines, lines.size())));
    wanted = wanted(Optional.of("tiny"), Optional.of("private"), Optional.of("mine"));
    test();
    assertThat(warnings).anyMatch(text -> text.contains("posted no password"));
    JsonNode server = cloud.created.getFirst();
    assertThat(server.path("key_name").asString()).isEqualTo("mine");
    assertThat(server.path("networks").toString()).contains("ff608d40");
    warnings.clear();
    cloud.hasPassword = true;
    test();
    assertThat(warnings).noneMatch(text -> text.contains("password"));
  }

  private static PublishTrial wanted(
      Optional<String> flavor, Optional<String> network, Optional<String> keypair) {
    return new PublishTrial(flavor, network, keypair, Duration.ofMinutes(1));
  }

  private static String text(List<String> lines, int count) {
    return String.join("\n", lines.subList(0, count)) + "\n";
  }

  private String unready() {
    return catchThrowableOfType(BuildException.class, () -> trial().requireReady(compute)).what();
  }

  private BuildException failed() {
    return catchThrowableOfType(BuildException.class, this::test);
  }

  private String test() {
    return trial().test(compute, image(), Clock.systemUTC(), listener);
  }

  private CloudTrial trial() {
    return new CloudTrial(wanted, directory, LOOK);
  }

  private static StoredImage image() {
    return new StoredImage(
        "image-1",
        "Windows 2026-01-01 10:00",
        "active",
        "qcow2",
        1,
        20,
        2048,
        "sha512",
        "",
        "p",
        "private",
        false,
        false,
        "2026-01-01T10:00:00Z",
        List.of(),
        Map.of());
  }
}
