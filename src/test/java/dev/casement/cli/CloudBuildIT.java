package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.FileDigest;
import dev.casement.openstack.ComputeCloud;
import dev.casement.pipeline.run.OneStage;
import dev.casement.process.SystemCommandRunner;
import dev.casement.rehearsal.StandInMedia;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds on a real Nova and Cinder, run as a user runs them. What they make and leave there is what
 * the openstack client sees.
 */
@Tag("slow")
@ResourceLock(ComputeCloud.LOCK)
@Timeout(value = 2, unit = TimeUnit.HOURS)
class CloudBuildIT {
  private static final String NAME = "rehearsal-windows-7-bios";
  private static final String[] ARGUMENTS = {
    "--release=windows-7", "--hypervisor=openstack", "--cloud=builder"
  };
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int INTERRUPTED = 130;

  /** How many servers Nova allows a project that nobody has set a quota for. */
  private static final int USUAL_QUOTA = 10;

  /** While the image of the setup medium, which contains the password, is in the cloud. */
  private static final String SETUP_MEDIUM_COPIED = "for install.iso to be available";

  private static final String SERVER_REQUESTED = "starting server ";
  private static final String SERVER_RUNS = "the screen: ";

  private static ComputeCloud cloud;

  @TempDir Path output;

  private @Nullable Process casement;

  @BeforeAll
  static void bringUp() {
    cloud = ComputeCloud.ready();
  }

  /** So that a test that fails does not make the next one fail. */
  @AfterEach
  void sweep() {
    if (casement != null) {
      casement.destroyForcibly();
    }
    ids("server").forEach(id -> cloud.openstack("builder", "server", "delete", "--wait", id));
    ids("volume").forEach(id -> cloud.openstack("builder", "volume", "delete", id));
  }

  @Test
  void aRehearsalInTheCloudIsPublishedThere() throws IOException {
    List<String> imagesBefore = ids("image");
    RehearsalRun run =
        new RehearsalRun(
            cloud.environment(),
            output,
            "--hypervisor=openstack",
            "--cloud=builder",
            "--publish",
            "--allow-rehearsal",
            "--name=built in the cloud");

    JsonNode manifest = run.assertImageIsMade("rehearsal-windows-server-2022-uefi");
    assertThat(manifest.path("tools").path("hypervisor").asString()).startsWith("OpenStack Nova 2");
    JsonNode image = cloud.ask("builder", "image", "show", "built in the cloud");
    assertThat(image.path("status").asString()).isEqualTo("active");
    assertThat(image.path("properties").path("hw_firmware_type").asString()).isEqualTo("uefi");
    assertThat(image.path("properties").path("casement_rehearsal").asString()).isEqualTo("true");
    assertThat(ids("server")).isEmpty();
    assertThat(cloud.list("builder", "volume", "--long"))
        .hasSize(3)
        .allSatisfy(
            volume -> {
              assertThat(volume.path("Properties").has("casement_kept")).isTrue();
              assertThat(volume.path("Status").asString()).isEqualTo("available");
            });
    assertThat(cloud.list("builder", "image"))
        .filteredOn(each -> !imagesBefore.contains(each.path("ID").asString()))
        .extracting(each -> each.path("Name").asString())
        .contains("built in the cloud", "casement-install-windows-server-2022.iso")
        .allMatch(name -> name.equals("built in the cloud") || isMedium(name));

    assertThat(clean("--keep=0")).contains("removed the checkpoint");
    assertThat(ids("volume")).isEmpty();
    assertThat(ids("image")).contains(image.path("id").asString());
    cloud.openstack("builder", "image", "delete", image.path("id").asString());
  }

  /** One that stays in the cloud for later builds. */
  private static boolean isMedium(String name) {
    return name.matches("casement-(install-windows-.*|virtio-win)\\.iso");
  }

  @Test
  void makesTheImageThatQemuMakes() throws IOException {
    ImageContent inTheCloud = rehearse("openstack");
    ImageContent onQemu = rehearse("qemu");

    assertThat(onQemu.size()).isGreaterThan(150);
    assertThat(inTheCloud.differencesTo(onQemu))
        .containsOnlyKeys(ImageContent.OF_EACH_INSTALLATION);
  }

  private ImageContent rehearse(String hypervisor) throws IOException {
    Path own = output.resolve(hypervisor);
    List<String> arguments =
        new ArrayList<>(List.of("--release=windows-7", "--hypervisor=" + hypervisor));
    if (hypervisor.equals("openstack")) {
      arguments.add("--cloud=builder");
    }
    new RehearsalRun(cloud.environment(), own, arguments.toArray(new String[0]))
        .assertImageIsMade(NAME);
    Path scratch = Files.createDirectory(output.resolve(hypervisor + ".content"));
    return new ImageContent(own.resolve(NAME + ".qcow2"), scratch);
  }

  @Test
  void whatAKilledBuildLeftIsRemovedByClean() throws Exception {
    String volume = newVolume("mine");
    // As if a build of another work directory had made it.
    String anothers = newVolume("theirs", "casement_work=another", "casement_machine=" + NAME);
    String server = newServer("casement-mine", volume);

    killWhen(SERVER_RUNS);
    assertThat(ids("server")).hasSize(2).contains(server);
    // Of the disk and of three media.
    assertThat(ids("volume")).hasSize(2 + 4);
    assertThat(clean())
        .containsPattern("removed server \\S+ in the cloud builder")
        .containsPattern("removed volume \\S+ in the cloud builder");
    assertThat(ids("server")).containsExactly(server);
    assertThat(ids("volume")).containsExactlyInAnyOrder(volume, anothers);

    killWhen(SETUP_MEDIUM_COPIED);
    List<String> setup = imagesOfBuilds();
    assertThat(setup).hasSize(1);
    assertThat(clean()).contains("removed image " + setup.getFirst() + " in the cloud builder");
    assertThat(ids("server")).containsExactly(server);
    assertThat(ids("volume")).containsExactlyInAnyOrder(volume, anothers);
    assertThat(imagesOfBuilds()).isEmpty();
    assertThat(clean()).contains("nothing to remove");
  }

  @Test
  void whatAKilledBuildLeftIsRemovedByTheNextWhichCleanLeavesAlone() throws Exception {
    killWhen(SERVER_RUNS);
    String killed = ids("server").getFirst();

    Process next = inAProcessOfItsOwn();
    awaitSaid(next, "had left server " + killed);
    awaitSaid(next, SERVER_RUNS);
    assertThat(ids("server")).hasSize(1).doesNotContain(killed);
    assertThat(ids("volume")).hasSize(4);
    assertThat(clean()).contains("nothing to remove");
    assertThat(ids("server")).hasSize(1);
    assertThat(ids("volume")).hasSize(4);
    next.destroyForcibly().waitFor();
    clean();

    assertThat(ids("server")).isEmpty();
    assertThat(ids("volume")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {SETUP_MEDIUM_COPIED, SERVER_REQUESTED, SERVER_RUNS})
  void ctrlCLeavesNothing(String moment) throws Exception {
    Process building = inAProcessOfItsOwn();
    awaitSaid(building, moment);
    new ProcessBuilder("kill", "-INT", String.valueOf(building.pid())).start().waitFor();
    assertThat(building.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThat(building.exitValue()).as(said()).isEqualTo(INTERRUPTED);
    assertThat(said()).doesNotContain("could not be deleted");
    assertThat(ids("server")).isEmpty();
    assertThat(ids("volume")).isEmpty();
    assertThat(imagesOfBuilds()).isEmpty();
    assertThat(working()).doesNotExist();
  }

  /** The guest of this test does nothing meanwhile, or it would be done before anybody asks. */
  @Test
  void aKilledNovaComputeIsWaitedFor() throws Exception {
    CompletableFuture<RehearsalRun> building =
        RehearsalRun.inBackground(() -> new RehearsalRun(cloud.environment(), output, ARGUMENTS));
    VirtualBoxBuildIT.await(building, PATIENCE, () -> events().contains(SERVER_RUNS));
    cloud.kill("nova-compute");
    String guest = cloud.virsh("list", "--name").strip();
    cloud.virsh("suspend", guest);
    try {
      VirtualBoxBuildIT.await(
          building, PATIENCE, () -> events().contains("cannot be watched for now"));
    } finally {
      cloud.restart("nova-compute");
    }
    cloud.virsh("resume", guest);
    RehearsalRun run = building.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    run.assertImageIsMade(NAME);
    assertThat(run.out()).contains("cannot be watched for now");
    assertThat(ids("server")).isEmpty();
  }

  /** Once Cinder has noticed; until then it promises volumes that nobody makes. */
  @Test
  void withoutAVolumeServiceTheBuildFailsAndLeavesNothing() throws Exception {
    cloud.kill("cinder-volume");
    Shell shell = new Shell(cloud.environment());
    int code;
    try {
      awaitDown("cinder-volume");
      code = build(shell, "without");
    } finally {
      cloud.restart("cinder-volume");
    }

    assertThat(code).as(shell.err() + shell.out()).isEqualTo(Failure.CLOUD.exitCode());
    assertThat(shell.err())
        .containsPattern("volume \\S+ for the disk became error")
        .contains("openstack volume message list");
    assertThat(ids("volume")).isEmpty();
    assertThat(ids("server")).isEmpty();
  }

  /** A service is down when it has not reported for a minute. */
  private static void awaitDown(String service) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!cloud
        .ask("admin", "volume", "service", "list", "--service", service)
        .get(0)
        .path("State")
        .asString()
        .equals("down")) {
      assertThat(Instant.now()).as("%s is down", service).isBefore(end);
      Thread.sleep(1000);
    }
  }

  @Test
  void aQuotaOfOneServerLetsBuildsFollowEachOther() throws IOException {
    Shell shell = new Shell(cloud.environment());
    int code = withQuota(1, () -> build(shell, "first", "second"));

    assertThat(code).as(shell.err() + shell.out()).isZero();
    assertThat(shell.err()).contains("the quota of the project allows 1 build at a time");
    assertThat(output.resolve("first/first.qcow2")).isNotEmptyFile();
    assertThat(output.resolve("second/second.qcow2")).isNotEmptyFile();
  }

  @Test
  void aQuotaWithoutRoomFailsTheBuildAndIsNamed() throws IOException {
    Shell shell = new Shell(cloud.environment());
    int code = withQuota(0, () -> build(shell, "none"));

    assertThat(code).as(shell.err() + shell.out()).isEqualTo(Failure.CLOUD.exitCode());
    assertThat(shell.err()).contains("the quota of the project allows no more servers", "next:");
    assertThat(ids("server")).isEmpty();
    assertThat(ids("volume")).isEmpty();
  }

  @Test
  void aBrokenImageDoesNotGetTheName() throws IOException {
    String[] publish = {
      "--cloud=builder", "--name=tried", "--try", "--allow-rehearsal",
    };
    // Plain progress shows not more than one message in ten seconds.
    List<String> arguments =
        new ArrayList<>(List.of("--release=windows-7", "--publish", "--progress=json"));
    arguments.addAll(List.of(publish));
    RehearsalRun run =
        new RehearsalRun(cloud.environment(), output, arguments.toArray(new String[0]));
    run.assertImageIsMade(NAME);
    assertThat(run.events())
        .extracting(event -> event.path("text").asString(""))
        .anyMatch(text -> text.contains("cloudbase-init: Cloudbase-Init version"));
    String good = cloud.ask("builder", "image", "show", "tried").path("id").asString();

    putAnImageThatSwitchesItselfOff();
    Shell shell = new Shell(cloud.environment());
    List<String> line = new ArrayList<>(List.of("publish", output.toString()));
    line.addAll(List.of(publish));
    assertThat(shell.run(line.toArray(new String[0])))
        .as(shell.err())
        .isEqualTo(Failure.VERIFY.exitCode());

    assertThat(shell.err()).contains("the server powered off by itself");
    assertThat(cloud.ask("builder", "image", "show", "tried").path("id").asString())
        .isEqualTo(good);
    assertThat(ids("server")).isEmpty();
    cloud.openstack("builder", "image", "delete", good);
  }

  /** In the place of the built one, with a record that fits. */
  private void putAnImageThatSwitchesItselfOff() throws IOException {
    byte[] disk = new byte[1 << 20];
    // mov dx,0x604; mov ax,0x2000; out dx,ax; hlt: sleeping state S5 of QEMU's PIIX4, then the mark
    // of a boot sector.
    byte[] code = HexFormat.of().parseHex("ba0406b80020eff4");
    System.arraycopy(code, 0, disk, 0, code.length);
    disk[510] = 0x55;
    disk[511] = (byte) 0xaa;
    Path raw = Files.write(output.resolve("off.raw"), disk);
    Path image = output.resolve(NAME + ".qcow2");
    Files.delete(image);
    new QemuImg(new SystemCommandRunner())
        .convert(
            new VirtualDisk(raw, DiskFormat.RAW),
            new VirtualDisk(image, DiskFormat.QCOW2),
            Optional.empty(),
            Duration.ofMinutes(1),
            _ -> {});
    Path manifest = output.resolve("manifest.json");
    ObjectNode record = (ObjectNode) JsonMapper.shared().readTree(Files.readString(manifest));
    ((ObjectNode) record.path("image"))
        .put("size", Files.size(image))
        .put("sha256", OneStage.sha256(image))
        .put("sha512", FileDigest.sha512(image));
    Files.writeString(manifest, record.toString());
  }

  @FunctionalInterface
  private interface Build {
    int run() throws IOException;
  }

  private static int withQuota(int servers, Build build) throws IOException {
    quota(servers);
    try {
      return build.run();
    } finally {
      quota(USUAL_QUOTA);
    }
  }

  private static void quota(int servers) {
    cloud.openstack("admin", "quota", "set", "--instances", String.valueOf(servers), "builds");
  }

  private int build(Shell shell, String... names) throws IOException {
    StandInMedia.build();
    List<String> line = new ArrayList<>(List.of("build"));
    for (String name : names) {
      Path recipe = output.resolve(name + ".yaml");
      line.add(Files.writeString(recipe, StandInMedia.recipe(name)).toString());
    }
    line.addAll(
        List.of(
            "--jobs=2",
            "--hypervisor=openstack",
            "--cloud=builder",
            "--work-dir=" + RehearsalRun.work(output),
            "--output=" + output));
    return shell.run(line.toArray(new String[0]));
  }

  private void killWhen(String moment) throws Exception {
    Process killed = inAProcessOfItsOwn();
    awaitSaid(killed, moment);
    killed.destroyForcibly().waitFor();
  }

  private Process inAProcessOfItsOwn() throws IOException {
    List<String> line = new ArrayList<>(List.of("rehearse", "--progress=json"));
    line.addAll(List.of(ARGUMENTS));
    line.addAll(
        List.of("--work-dir", RehearsalRun.work(output).toString(), "--output", output.toString()));
    ProcessBuilder builder = CasementProcess.of("-Dcasement.home=" + RehearsalRun.CHECKOUT, line);
    builder.environment().putAll(cloud.environment());
    Process started =
        builder.redirectErrorStream(true).redirectOutput(output.resolve("said").toFile()).start();
    casement = started;
    return started;
  }

  /** What the last process has printed. */
  private String said() throws IOException {
    return Files.readString(output.resolve("said"));
  }

  private void awaitSaid(Process building, String text) throws Exception {
    VirtualBoxBuildIT.await(building.onExit(), PATIENCE, () -> said().contains(text));
  }

  /** Those of a build in this process. */
  private String events() throws IOException {
    Path file = working().resolve("events.jsonl");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private Path working() {
    return RehearsalRun.work(output).resolve("builds").resolve(NAME);
  }

  /** Removes what is left and says what. */
  private String clean(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "clean",
                "--cloud=builder",
                "--work-dir=" + RehearsalRun.work(output),
                "--output=" + output));
    line.addAll(List.of(more));
    Shell shell = new Shell(cloud.environment());
    assertThat(shell.run(line.toArray(new String[0]))).as(shell.err()).isZero();
    return shell.out();
  }

  private static String newVolume(String name, String... properties) {
    List<String> line = new ArrayList<>(List.of("volume", "create", "--size=1", "--bootable"));
    for (String property : properties) {
      line.add("--property=" + property);
    }
    line.add(name);
    return cloud.ask("builder", line.toArray(new String[0])).path("id").asString();
  }

  private static String newServer(String name, String volume) {
    return cloud
        .ask(
            "builder",
            "--os-compute-api-version=2.37",
            "server",
            "create",
            "--wait",
            "--flavor=tiny",
            "--nic=none",
            "--volume=" + volume,
            name)
        .path("id")
        .asString();
  }

  /** The ids of all servers, volumes or images that the project sees. */
  private static List<String> ids(String kind) {
    return ids(cloud.list("builder", kind));
  }

  /** Of images of a machine, none of which outlives its build. */
  private static List<String> imagesOfBuilds() {
    return ids(cloud.list("builder", "image", "--property", "casement_machine=" + NAME));
  }

  private static List<String> ids(List<JsonNode> listed) {
    return listed.stream().map(each -> each.path("ID").asString()).toList();
  }
}
