package dev.casement.hypervisor.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineEvent.PoweredOff;
import dev.casement.hypervisor.MachineEvent.SerialLine;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Progress;
import dev.casement.hypervisor.Sharing;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.openstack.CloudClient;
import dev.casement.openstack.FakeCompute;
import dev.casement.openstack.FakeCompute.Moment;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Records;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsTimeZone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Against services that answer as those seen with Nova 26.2, Cinder 21.3 and Glance 25.1 did. */
class OpenStackHypervisorTest {
  private static final byte[] ISO = bytes("an install medium, whose boot image waits");

  /** Four bytes of the medium, and what replaces them. */
  private static final BootPrompt.Bypass BYPASS = new BootPrompt.Bypass(10, 0x44434241);

  @TempDir Path directory;
  private FakeCompute cloud;
  private CloudClient client;
  private OpenStackHypervisor hypervisor;
  private final Told told = new Told();

  /** Keeps what is told; may stop what is being done. */
  private static final class Told implements Progress {
    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private String stopsAt = "nothing";

    @Override
    public void progress(OptionalInt percent, String text) {
      progress.add(text);
      if (text.startsWith(stopsAt)) {
        throw BuildException.cancelled();
      }
    }

    @Override
    public void warn(String text) {
      warnings.add(text);
    }
  }

  @BeforeEach
  void start() throws IOException {
    cloud = new FakeCompute();
    client = CloudClient.of(cloud, 1);
    hypervisor = hypervisor(Clock.systemUTC());
    cloud.lives(Moment.building(), Moment.active("one\n"), Moment.active("one\ntwo\n"), off());
  }

  @AfterEach
  void stop() {
    client.close();
    cloud.close();
  }

  private static Moment off() {
    return Moment.is("SHUTOFF");
  }

  private OpenStackHypervisor hypervisor(Clock timer) {
    CloudServices services =
        new CloudServices(
            "lab", client.keystone(), client.glance(), client.compute(), client.cinder());
    return new OpenStackHypervisor(
        () -> services,
        new ServerSettings(
            Optional.empty(), Optional.of("private"), Optional.of("az1"), Optional.of("ssd")),
        new SystemCommandRunner(),
        new CloudHome(directory.resolve("openstack")),
        new CloudCalls(Duration.ofMillis(1), timer, told));
  }

  /** A clock on which everything takes an hour. */
  private static Clock hasty() {
    return new Clock() {
      private Instant now = Instant.EPOCH;

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        now = now.plus(Duration.ofHours(1));
        return now;
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private MediumHandle shared() {
    return medium("install.iso", ISO, Sharing.SHARED);
  }

  private MediumHandle own() {
    return medium("setup.iso", bytes("the build's password"), Sharing.OF_RUN);
  }

  private MediumHandle medium(String name, byte[] content, Sharing sharing) {
    try {
      return hypervisor.importMedium(Files.write(directory.resolve(name), content), sharing);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private DiskHandle disk() {
    return hypervisor.createDisk("win", directory, DataSize.gibibytes(40));
  }

  private MachineSpec machine(DiskHandle disk, List<MediumHandle> cds) {
    return new MachineSpec(
        "win",
        Release.SERVER_2022,
        Architecture.AMD64,
        Firmware.UEFI,
        2,
        DataSize.gibibytes(4),
        false,
        disk,
        DiskBus.VIRTIO,
        cds,
        Optional.empty(),
        Network.ISOLATED,
        directory,
        WindowsTimeZone.UTC,
        cds.isEmpty() ? Optional.empty() : Optional.of(new BootPrompt(Optional.of(BYPASS))));
  }

  private List<MachineEvent> untilEnd(VirtualMachine machine) throws InterruptedException {
    List<MachineEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      machine.next(Duration.ofMillis(20)).ifPresent(events::add);
      if (!events.isEmpty()
          && (events.getLast() instanceof PoweredOff
              || events.getLast() instanceof MachineEvent.HypervisorDied)) {
        return events;
      }
    }
    throw new AssertionError("no end: " + events);
  }

  private static String id(DiskHandle disk) {
    return OpenStackHypervisor.volume(disk);
  }

  @Test
  void aServerBootsFromTheDiskAndFallsThroughToTheFirstCd() throws Exception {
    DiskHandle disk = disk();
    try (VirtualMachine running =
        hypervisor.start(machine(disk, List.of(shared(), own())), directory)) {
      assertThat(untilEnd(running))
          .containsExactly(new SerialLine("one"), new SerialLine("two"), new PoweredOff());
      assertThat(running.showsLife()).isFalse();
      assertThat(running.screenshot(directory.resolve("screen.png"))).isFalse();
    }

    JsonNode asked = cloud.created.getFirst();
    assertThat(asked.path("networks").asString()).isEqualTo("none");
    assertThat(asked.path("availability_zone").asString()).isEqualTo("az1");
    assertThat(asked.path("flavorRef").asString()).isEqualTo("3");
    List<JsonNode> drives = asked.path("block_device_mapping_v2").valueStream().toList();
    assertThat(drives.stream().map(it -> it.path("boot_index").asInt())).containsExactly(0, 1, -1);
    assertThat(drives.stream().map(it -> it.path("device_type").asString()))
        .containsExactly("disk", "cdrom", "cdrom");
    assertThat(drives.stream().map(it -> it.path("disk_bus").asString()))
        .containsExactly("virtio", "sata", "sata");
    assertThat(drives.stream().map(it -> it.path("delete_on_termination").asBoolean()))
        .containsExactly(false, true, true);
    assertThat(Files.readString(directory.resolve(Hypervisor.SERIAL_LOG))).isEqualTo("one\ntwo\n");

    JsonNode volume = cloud.volumes().volume(id(disk)).orElseThrow();
    assertThat(volume.path("bootable").asString()).isEqualTo("true");
    assertThat(volume.path("volume_type").asString()).isEqualTo("ssd");
    assertThat(volume.path("volume_image_metadata").toString())
        .contains("\"hw_firmware_type\":\"uefi\"", "\"hw_machine_type\":\"q35\"")
        .contains("\"hw_disk_bus\":\"virtio\"", "\"os_secure_boot\":\"disabled\"");
  }

  /** Some clouds' servers use only volumes of their own zone, and some clouds have none of it. */
  @Test
  void volumesAreInTheZoneOfTheirServersWhereVolumesHaveIt() throws Exception {
    try (VirtualMachine _ = hypervisor.start(machine(disk(), List.of(own())), directory)) {
      assertThat(cloud.volumes().created)
          .hasSize(2)
          .noneMatch(volume -> volume.has("availability_zone"));
    }
    cloud.volumes().created.clear();
    cloud.volumes().zones = List.of("nova", "az1");
    DiskHandle disk = disk();
    try (VirtualMachine _ = hypervisor.start(machine(disk, List.of(own())), directory)) {
      assertThat(cloud.volumes().created)
          .extracting(volume -> volume.path("availability_zone").asString())
          .containsExactly("az1", "az1");
    }
    cloud.volumes().created.clear();
    hypervisor.createDisk("win", directory, disk);
    assertThat(cloud.volumes().created)
        .singleElement()
        .matches(volume -> !volume.has("availability_zone"));
  }

  @Test
  void onlyTheDiskAndTheSharedMediaAreLeft() throws Exception {
    DiskHandle disk = disk();
    try (VirtualMachine running =
        hypervisor.start(machine(disk, List.of(shared(), own())), directory)) {
      assertThat(cloud.images().images()).hasSize(1);
      untilEnd(running);
    }
    assertThat(cloud.servers()).isEmpty();
    assertThat(cloud.volumes().ids()).containsExactly(id(disk));
    JsonNode image = cloud.images().images().getFirst();
    assertThat(image.path(CloudMedia.REPLACED).asString()).isEqualTo("10=41424344");
    assertThat(image.propertyNames()).doesNotContain(Ownership.WORK, Ownership.MACHINE);
    byte[] replaced = ISO.clone();
    System.arraycopy(bytes("ABCD"), 0, replaced, 10, 4);
    assertThat(cloud.images().content(image.path("id").asString())).hasValue(replaced);
    assertThat(told.warnings).isEmpty();
    hypervisor.deleteDisk(disk);
    assertThat(cloud.volumes().ids()).isEmpty();
  }

  @Test
  void aSharedMediumIsUploadedOnceUnlessItsImageIsAnotherOne() throws Exception {
    DiskHandle disk = disk();
    for (int i = 0; i < 2; i++) {
      try (VirtualMachine running = hypervisor.start(machine(disk, List.of(shared())), directory)) {
        untilEnd(running);
      }
    }
    assertThat(cloud.counts()).containsEntry("image PUT", 1L);
    // The same mark on other bytes.
    JsonNode image = cloud.images().images().getFirst();
    cloud
        .images()
        .has(
            "forged",
            bytes("harmful"),
            Map.of(
                CloudMedia.MEDIUM,
                image.path(CloudMedia.MEDIUM).asString(),
                CloudMedia.REPLACED,
                "10=41424344"));
    client.glance().delete(image.path("id").asString());
    try (VirtualMachine running = hypervisor.start(machine(disk, List.of(shared())), directory)) {
      untilEnd(running);
    }
    assertThat(cloud.counts()).containsEntry("image PUT", 2L);
  }

  @Test
  void aServerThatEndsOtherwiseHasDied() throws Exception {
    cloud.lives(Moment.active("one\n"), Moment.broken("libvirt is gone"));
    assertThat(lastEvent()).asString().contains("libvirt is gone");
    cloud.lives(Moment.active("one\n"), Moment.is("GONE"));
    assertThat(lastEvent()).asString().contains("somebody else deleted it");
    cloud.lives(Moment.active("one\n"), Moment.is("DELETED"));
    assertThat(lastEvent()).asString().contains("somebody else deleted it");
  }

  private MachineEvent lastEvent() throws InterruptedException {
    DiskHandle disk = disk();
    try (VirtualMachine running = hypervisor.start(machine(disk, List.of()), directory)) {
      return untilEnd(running).getLast();
    } finally {
      hypervisor.deleteDisk(disk);
    }
  }

  @Test
  void aPauseIsToldOnce() throws Exception {
    cloud.lives(
        Moment.active(""), Moment.is("PAUSED"), Moment.is("PAUSED"), Moment.active("on\n"), off());
    try (VirtualMachine running = hypervisor.start(machine(disk(), List.of()), directory)) {
      assertThat(untilEnd(running))
          .containsExactly(new MachineEvent.Paused(), new SerialLine("on"), new PoweredOff());
    }
  }

  @Test
  void aGuestWorksOnWhileTheCloudDoesNotAnswer() throws Exception {
    try (VirtualMachine running = hypervisor.start(machine(disk(), List.of()), directory)) {
      for (int i = 0; i < 3; i++) {
        cloud.refuses("POST .*/action", 500);
      }
      assertThat(untilEnd(running).getLast()).isEqualTo(new PoweredOff());
    }
    assertThat(told.warnings).singleElement().asString().contains("cannot be watched for now");
  }

  @Test
  void nothingIsLeftOfAServerThatDoesNotStart() {
    cloud.lives(Moment.building(), Moment.broken("No valid host was found. "));
    DiskHandle disk = disk();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.start(machine(disk, List.of(shared(), own())), directory))
        .satisfies(
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.CLOUD);
              assertThat(e.what()).contains("No valid host was found");
              assertThat(e.remedy()).contains("machine.openstack.flavor");
            });
    assertThat(cloud.servers()).isEmpty();
    assertThat(cloud.volumes().ids()).containsExactly(id(disk));
    assertThat(cloud.images().images()).hasSize(1);
  }

  @Test
  void nothingIsLeftWhenTheUserCancels() {
    DiskHandle disk = disk();
    for (String moment : List.of("starting server", "waiting for server", "waiting for volume")) {
      told.stopsAt = moment;
      assertThatExceptionOfType(BuildException.class)
          .isThrownBy(() -> hypervisor.start(machine(disk, List.of(shared(), own())), directory))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));
      told.stopsAt = "nothing";
      assertThat(cloud.servers()).isEmpty();
      assertThat(cloud.volumes().ids()).containsExactly(id(disk));
      assertThat(cloud.images().images()).hasSizeLessThan(2);
    }
  }

  /** Whoever stops the build does not stop that either. */
  @Test
  void whatIsToBeDeletedIsDeletedThoughTheTimeIsOver() throws Exception {
    DiskHandle disk = disk();
    cloud.looksToDelete = 3;
    cloud.volumes().looksToDelete = 3;
    VirtualMachine running = hypervisor.start(machine(disk, List.of(shared())), directory);
    told.stopsAt = "";
    Thread.currentThread().interrupt();
    running.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cloud.servers()).isEmpty();
    hypervisor.deleteDisk(disk);
    // They are being erased.
    assertThat(client.cinder().volumes()).allMatch(volume -> volume.is("deleting"));
    assertThat(told.warnings).isEmpty();
  }

  @Test
  void aVolumeWhoseCreationWasNotConfirmedIsDeletedToo() {
    cloud.loses("POST /v3/[^/]*/volumes", 504).loses("POST /v3/[^/]*/volumes", 504);
    cloud.refuses("GET /v3/.*/volumes/detail", 500);
    assertThatExceptionOfType(BuildException.class).isThrownBy(this::disk);
    assertThat(cloud.volumes().ids()).isEmpty();
  }

  /** The request arrived, its answer did not. */
  @Test
  void aServerWhoseCreationWasNotConfirmedIsDeletedToo() {
    cloud.makesThenRefuses = true;
    cloud.refuses(504).refuses(504).refuses(504);
    cloud.refuses("GET .*/servers/detail", 500);
    DiskHandle disk = disk();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.start(machine(disk, List.of(own())), directory));
    assertThat(cloud.servers()).isEmpty();
    assertThat(cloud.volumes().ids()).containsExactly(id(disk));
  }

  @Test
  void aQuotaIsAskedForFirst() {
    DiskHandle disk = disk();
    cloud.quota = 0;
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.start(machine(disk, List.of(shared())), directory))
        .satisfies(e -> assertThat(e.what()).contains("quota", "allows no more servers"));
    assertThat(cloud.created).isEmpty();
    cloud.volumes().quota = 1;
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::disk)
        .satisfies(
            e -> {
              assertThat(e.failure()).isEqualTo(Failure.CLOUD);
              assertThat(e.what()).contains("40 GiB", "allows 0 more volumes");
            });
  }

  @Test
  void aVolumeThatDoesNotBecomeAvailableIsDeleted() {
    cloud.volumes().becomes = "error";
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::disk)
        .satisfies(e -> assertThat(e.what()).contains("became error"));
    assertThat(cloud.volumes().ids()).isEmpty();
    cloud.volumes().looksToCreate = 1_000_000;
    hypervisor = hypervisor(hasty());
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::disk)
        .satisfies(e -> assertThat(e.what()).contains("waited 4h in vain for volume"));
  }

  @Test
  void aMediumThatWaitsForAKeyIsRefused() {
    MachineSpec waits =
        Records.with(
            machine(disk(), List.of(shared())),
            "prompt",
            Optional.of(new BootPrompt(Optional.empty())));
    assertThat(hypervisor.awaitsKey(waits.prompt().orElseThrow())).isTrue();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.start(waits, directory))
        .satisfies(e -> assertThat(e.what()).contains("efisys_noprompt.bin"));
  }

  @Test
  void aRunThatMayReachANetworkGetsTheOneThatTheRecipeNames() throws Exception {
    MachineSpec outbound = Records.with(machine(disk(), List.of()), "network", Network.OUTBOUND);
    hypervisor.start(outbound, directory).close();
    assertThat(cloud.created.getFirst().path("networks").toString())
        .contains("ff608d40-75e9-48cb-b745-77bb55b5eaf2");
  }

  @Test
  void aDiskIsDownloadedAsTheCloudHasIt() throws Exception {
    DiskHandle disk = disk();
    byte[] content = new byte[3_000_001];
    new Random(1).nextBytes(content);
    cloud.volumes().content(id(disk), content);
    VirtualDisk file = hypervisor.exportDisk(disk, directory);
    assertThat(Files.readAllBytes(file.path())).isEqualTo(content);
    assertThat(file.format()).isEqualTo(DiskFormat.QCOW2);
    assertThat(cloud.images().images()).isEmpty();
    cloud.refuses("GET /v2/images/[^/]*/file", 503);
    assertThat(Files.readAllBytes(hypervisor.exportDisk(disk, directory).path()))
        .isEqualTo(content);
    cloud.volumes().failsToUpload = true;
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.exportDisk(disk, directory))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CLOUD));
  }

  @Test
  void aDownloadThatBreaksIsResumedOrBegunAgainWhereTheStoreServesNoParts() throws Exception {
    DiskHandle disk = disk();
    byte[] content = new byte[2_000_000];
    new Random(2).nextBytes(content);
    cloud.volumes().content(id(disk), content);
    String data = "GET /v2/images/[^/]*/file";
    cloud.cuts(data).cuts(data);
    assertThat(Files.readAllBytes(hypervisor.exportDisk(disk, directory).path()))
        .isEqualTo(content);
    assertThat(cloud.requests.stream().filter(it -> it.matches(data))).hasSize(3);
    assertThat(told.warnings).hasSize(2).allMatch(it -> it.contains("trying again"));

    // As Ceph, Swift and S3 do.
    cloud.cuts(data);
    cloud.loses(data, 0);
    cloud.refuses(data, 400);
    assertThat(Files.readAllBytes(hypervisor.exportDisk(disk, directory).path()))
        .isEqualTo(content);
    for (int i = 0; i < 5; i++) {
      cloud.cuts(data);
    }
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.exportDisk(disk, directory))
        .satisfies(e -> assertThat(e.what()).contains("cannot be downloaded (try 5)"));
  }

  @Test
  void aDiskMayBeginAsACopyOfAnotherOne() {
    DiskHandle first = disk();
    cloud.volumes().content(id(first), new byte[] {1, 2});
    DiskHandle second = hypervisor.createDisk("win", directory, first);
    assertThat(cloud.volumes().content(id(second))).containsExactly(1, 2);
    assertThat(cloud.volumes().volume(id(second)).orElseThrow().path("size").asInt()).isEqualTo(40);
    hypervisor.deleteDisk(first);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.createDisk("win", directory, first))
        .satisfies(e -> assertThat(e.remedy()).contains("--fresh"));
  }

  @Test
  void aDiskMayBeginAsAnImageWithChanges() throws IOException {
    QemuImg qemuImg = new QemuImg(new SystemCommandRunner());
    VirtualDisk image =
        qemuImg.create(directory.resolve("base.raw"), DiskFormat.RAW, DataSize.mebibytes(1));
    byte[] sector = new byte[512];
    sector[0] = 42;
    DiskHandle disk =
        hypervisor.createDisk(
            "win",
            directory,
            new ImageCopy(
                image, DataSize.gibibytes(2), List.of(new ImageCopy.Change(1024, sector))),
            _ -> {});
    VirtualDisk uploaded = new VirtualDisk(directory.resolve("uploaded"), DiskFormat.QCOW2);
    Files.write(uploaded.path(), cloud.volumes().content(id(disk)));
    assertThat(qemuImg.read(uploaded, 1024, 512)).isEqualTo(sector);
    assertThat(qemuImg.info(uploaded).virtualSize()).isEqualTo(DataSize.gibibytes(2));
    assertThat(cloud.images().images()).isEmpty();
    assertThat(Files.exists(directory.resolve("upload.qcow2"))).isFalse();
    DiskHandle whole = hypervisor.createDisk("win", directory, hypervisor.importDisk(image));
    assertThat(cloud.volumes().volume(id(whole)).orElseThrow().path("size").asInt()).isEqualTo(1);
  }

  @Test
  void ownsTheVolumesOfItsCloud() {
    DiskHandle disk = disk();
    assertThat(hypervisor.owns(disk)).isTrue();
    assertThat(hypervisor.owns(new DiskHandle("volume:1@elsewhere"))).isFalse();
    DiskHandle file = FileHandles.of(new VirtualDisk(directory, DiskFormat.RAW));
    assertThat(hypervisor.owns(file)).isFalse();
    assertThat(FileHandles.isFile(disk)).isFalse();
    assertThat(FileHandles.isFile(file)).isTrue();
  }

  @Test
  void whatAKilledBuildLeftIsRemovedButForeignAndKeptThings() {
    DiskHandle left = disk();
    DiskHandle kept = hypervisor.keepDisk(disk(), directory);
    String foreign = cloud.volumes().has("casement-win-1", Map.of("casement_machine", "win"));
    JsonNode marks = cloud.volumes().volume(id(left)).orElseThrow().path("metadata");
    Map<String, String> own = new HashMap<>();
    marks.properties().forEach(it -> own.put(it.getKey(), it.getValue().asString()));
    cloud.has("casement-win-2", own);
    String other = cloud.has("casement-other", Map.of());
    cloud.images().has("casement-win-0a1b2c3d", new byte[1], own);
    String users = cloud.images().has("the disk of win", new byte[1], own);
    String published = cloud.images().has("published", new byte[1], Map.of());

    assertThat(hypervisor.removeLeftover("another", directory)).isEmpty();
    assertThat(hypervisor.removeLeftover("win", directory).orElseThrow())
        .contains("server ", "volume " + id(left), "image ", "in the cloud lab");
    assertThat(cloud.servers()).containsExactly(other);
    assertThat(cloud.volumes().ids()).containsExactlyInAnyOrder(id(kept), foreign);
    assertThat(cloud.images().images().stream().map(it -> it.path("id").asString()))
        .containsExactlyInAnyOrder(published, users);

    assertThat(hypervisor.leftovers(_ -> true, _ -> true))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.what()).contains(id(kept));
              it.deletion().run();
            });
    assertThat(cloud.volumes().ids()).containsExactly(foreign);
  }

  /** Which may take Cinder minutes. */
  @Test
  void aDiskThatIsBeingErasedIsNeitherThereNorLeft() {
    DiskHandle disk = disk();
    cloud.volumes().looksToDelete = 100;
    hypervisor.deleteDisk(disk);

    assertThat(cloud.volumes().ids()).containsExactly(id(disk));
    assertThat(hypervisor.has(disk)).isFalse();
    assertThat(hypervisor.leftovers(_ -> true, _ -> true)).isEmpty();
  }

  @Test
  void hasRoomForAsManyMachinesAsTheQuotaAllows() {
    assertThat(hypervisor.room(1, DataSize.gibibytes(4))).hasValue(2);
    assertThat(hypervisor.room(2, DataSize.gibibytes(4))).hasValue(1);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> hypervisor.room(64, DataSize.gibibytes(4)))
        .satisfies(e -> assertThat(e.what()).contains("no flavor with 4096 MiB", "64 CPUs"));
  }

  @Test
  void saysWhatRunsIt() {
    assertThat(hypervisor.engine().inShort()).isEqualTo("OpenStack Nova 2.67");
    cloud.newest = "2.30";
    OpenStackHypervisor old = hypervisor(Clock.systemUTC());
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(old::engine)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CLOUD));
  }
}
