package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.files.CompleteFile;
import dev.casement.files.LockFile;
import dev.casement.guest.GuestMessage.Event;
import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.FakeHypervisor.Guest;
import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Scripting;
import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.MediaUse;
import dev.casement.pipeline.engine.OnError;
import dev.casement.pipeline.events.RunningBuilds;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.pipeline.output.BuildRecord;
import dev.casement.pipeline.output.ImageArtifact;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.Start;
import dev.casement.recipe.Updates;
import dev.casement.recipe.VerifySettings;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole builds with real media, disks and programs, and a guest that is a script. */
class BuildTest {
  private Recipe.Optionals optionals = Recipe.Optionals.none();
  private List<Source> featureMedia = List.of();

  @TempDir static Path shared;
  private static Path iso;

  @TempDir Path directory;
  private final List<BuildEvent> events = new ArrayList<>();
  private List<String> allowed = List.of("no-windows", "no-boot-partition");
  private Consumer<BuildEvent> alsoHears = event -> {};

  @BeforeAll
  static void writeIso() throws IOException {
    iso = InstallIso.write(shared);
  }

  @Test
  void endsWithAnImageAndAManifestThatNamesEveryStage() throws IOException {
    ImageArtifact artifact = build(GuestScript::works, false);

    assertThat(artifact.image()).isEqualTo(output().resolve("test.qcow2")).isNotEmptyFile();
    JsonNode manifest = JsonMapper.shared().readTree(Files.readString(artifact.manifest()));
    assertThat(manifest.path("stages").values())
        .extracting(stage -> stage.path("stage").asString())
        .containsExactlyElementsOf(Builds.stages());
    assertThat(manifest.path("image").path("sha512").asString()).isEqualTo(artifact.sha512());
    assertThat(manifest.path("windows").path("release").asString())
        .isEqualTo("windows-server-2022");
    assertThat(manifest.path("guest").get(1).path("facts").path("update.installed").get(0))
        .hasToString("\"KB1\"");
  }

  @Test
  void warnsOfABootManagerThatCloudsWithTheOldAuthorityWillNotStart() throws IOException {
    ImageArtifact artifact =
        build(
            (job, machine, screen) -> GuestScript.works(job, screen, "Windows UEFI CA 2023"),
            false);

    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("Windows UEFI CA 2023", "Secure Boot", "will not start");
    JsonNode manifest = JsonMapper.shared().readTree(Files.readString(artifact.manifest()));
    assertThat(manifest.path("guest").get(2).path("facts").path("bootManager.issuer").values())
        .extracting(JsonNode::asString)
        .containsExactly("Windows UEFI CA 2023");
  }

  @Test
  void aBootManagerThatEveryCloudStartsIsNoReasonForAWarning() {
    build(
        (job, machine, screen) ->
            GuestScript.works(job, screen, "Microsoft Windows Production PCA 2011"),
        false);

    assertThat(warnings()).isEmpty();
  }

  @Test
  void leavesNothingButImageManifestReportAndMemoryBehind() throws IOException {
    build(GuestScript::works, false);

    assertThat(files(output()))
        .containsExactlyInAnyOrder("test.qcow2", "manifest.json", "report.html");
    assertThat(filesOfBuilds())
        .containsExactlyInAnyOrder("digests.json", "builds/test.lock", "media.lock");
  }

  @Test
  void whatVirtualBoxHasBuiltForVirtioRunsOnVirtioScsi() throws IOException {
    Path manifest = build(GuestScript::works, false).manifest();
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst("(\"hypervisor\"\\s*:\\s*)\"qemu\"", "$1\"virtualbox\"")
            .replaceFirst("(\"diskBus\"\\s*:\\s*)\"sata\"", "$1\"virtio\""));

    assertThat(BuildRecord.at(manifest).facts().diskBus()).isEqualTo(DiskBus.SCSI);
  }

  @Test
  void aDriverThatWindowsHasRefusedIsNotInTheImage() throws IOException {
    Path manifest = build(GuestScript::works, false).manifest();
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replaceFirst(
                "\"update.installed\"",
                "\"driver.refused\":[\"pvpanic: no\"],\"driver.viostor\":[\"100\"],$0"));

    assertThat(BuildRecord.at(manifest).facts().drivers())
        .contains("viostor")
        .doesNotContain("refused");
  }

  @Test
  void aDiskThatAMachineOfAKilledBuildMayHaveIsNotTouched() throws IOException {
    Path disk = work().resolve("builds/test/disk.vdi");
    Files.createDirectories(disk.resolveSibling(""));
    Files.writeString(disk, "in use");
    BuildException taken = new BuildException(Failure.HOST, "still there", "casement clean");
    FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works).refuses(taken);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(hypervisor, false, OnError.CLEAN_UP).run())
        .isSameAs(taken);
    assertThat(disk).hasContent("in use");
    assertThat(events).noneMatch(BuildEvent.StageStarted.class::isInstance);
  }

  @Test
  void everyRunHasItsOwnMediaAndOnlyUpdatesReachTheNetwork() {
    FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works);
    builder(hypervisor, false, OnError.CLEAN_UP).run();

    assertThat(hypervisor.machines())
        .extracting(MachineSpec::network)
        .containsExactly(
            MachineSpec.Network.ISOLATED,
            MachineSpec.Network.OUTBOUND,
            MachineSpec.Network.ISOLATED);
    assertThat(hypervisor.cds(hypervisor.machines().getFirst()).getFirst()).isEqualTo(iso);
    assertThat(hypervisor.cds(hypervisor.machines().getLast())).doesNotContain(iso);
  }

  @Test
  void theIsoOfFeaturesIsInADriveOfRunInstallAndInTheManifest() throws IOException {
    Path features = directory.resolve("features.iso");
    String cabinet = "OpenSSH-Server-Package~31bf3856ad364e35~amd64~~.cab";
    OpticalImage.write(features, "FEATURES", List.of(MediaFile.ofText(cabinet, "MSCF")));
    optionals = new Recipe.Optionals(List.of(), List.of("OpenSSH.Server~~~~0.0.1.0"), List.of());
    featureMedia = List.of(new Source(new LocalFile(features), Optional.empty()));
    FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works);

    builder(hypervisor, false, OnError.CLEAN_UP).run();

    assertThat(hypervisor.cds(hypervisor.machines().getFirst())).startsWith(iso).endsWith(features);
    assertThat(hypervisor.machines().subList(1, 3))
        .allSatisfy(machine -> assertThat(hypervisor.cds(machine)).doesNotContain(features));
    assertThat(output().resolve("manifest.json"))
        .content()
        .contains("\"features[0]\"", "\"OpenSSH.Server~~~~0.0.1.0\"");
    assertThat(hypervisor.started()).allMatch(FakeVirtualMachine::isClosed);
  }

  @Test
  void aFailureLeavesEvidenceAndNothingElse() throws IOException {
    Guest guest =
        (job, machine, screen) -> {
          GuestScript.says(screen, job, 1, Event.STARTED, job.steps().getFirst(), "");
          screen.then(new MachineEvent.PoweredOff());
        };

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build(guest, false))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.NO_SIGN_OFF));

    assertThat(files(output()))
        .containsExactlyInAnyOrder(
            "evidence/diagnosis.txt",
            "evidence/failure.txt",
            "evidence/protocol.log",
            "evidence/report.html",
            "evidence/screen.png");
    assertThat(files(work()))
        .filteredOn(file -> !file.startsWith("checkpoints/claim-"))
        .containsExactlyInAnyOrder("digests.json", "builds/test.lock", "media.lock");
    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            BuildEvent.BuildFailed.class,
            failed -> {
              assertThat(failed.evidence()).contains(output().resolve("evidence"));
              assertThat(failed.stage()).contains("InstallWindows");
            });
  }

  @Test
  void theDiskIsAskedWhyAGuestFailedButNotWhyAHypervisorDied() {
    MachineEvent died = new MachineEvent.HypervisorDied(OptionalInt.of(137), "killed");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build((job, machine, screen) -> screen.then(died), false))
        .withMessageContaining("137")
        .withMessageNotContaining("its disk says why");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () ->
                build((job, machine, screen) -> screen.then(new MachineEvent.PoweredOff()), false))
        .withMessageContaining("its disk says why");
  }

  @Test
  void whereARunCanBeStartedByHandItsEvidenceSaysHow() {
    FakeHypervisor hypervisor =
        new FakeHypervisor((job, machine, screen) -> screen.then(new MachineEvent.PoweredOff()))
            .scripts(new ByHand());

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(hypervisor, false, OnError.CLEAN_UP).run());

    assertThat(output().resolve("evidence/replay.sh")).hasContent("start test\n");
  }

  @Test
  void aHypervisorWithoutCommandsIsPlannedWithoutThemAndHasNoScript() {
    Build build = builder(new FakeHypervisor(GuestScript::works), false, OnError.CLEAN_UP);

    assertThat(build.plan().hypervisorCommand()).isEmpty();
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build.script(true))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.USAGE))
        .withMessageContaining("no script for qemu");
    assertThat(work()).doesNotExist();
  }

  @Test
  void aHypervisorWithCommandsIsPlannedWithThem() {
    FakeHypervisor hypervisor = new FakeHypervisor(GuestScript::works).scripts(new ByHand());

    Build build = builder(hypervisor, false, OnError.CLEAN_UP);

    assertThat(build.plan().hypervisorCommand()).hasValue("start test");
    assertThat(build.script(false))
        .containsSubsequence("create 40G", "run test", "run test", "run test", "qemu-img convert");
  }

  private record ByHand() implements Scripting {
    @Override
    public String start(MachineSpec machine, Path logDirectory) {
      return "start " + machine.name();
    }

    @Override
    public DiskHandle disk(Path directory) {
      return new DiskHandle(directory.resolve("disk").toString());
    }

    @Override
    public MediumHandle medium(Path image) {
      return new MediumHandle(image.toString());
    }

    @Override
    public VirtualDisk file(DiskHandle disk) {
      return new VirtualDisk(Path.of(disk.id()), DiskFormat.RAW);
    }

    @Override
    public String createDisk(DiskHandle disk, DataSize size) {
      return "create " + size;
    }

    @Override
    public String run(MachineSpec machine, Path logDirectory) {
      return "run " + machine.name();
    }
  }

  @Test
  void anAbortedBuildIsLeftAsItIs() {
    FakeHypervisor hypervisor =
        new FakeHypervisor((job, machine, screen) -> screen.then(new MachineEvent.PoweredOff()));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(hypervisor, false, OnError.ABORT).run());

    assertThat(hypervisor.disks()).hasSize(1);
    assertThat(hypervisor.media()).isNotEmpty();
    assertThat(hypervisor.started())
        .as("it had powered off")
        .allMatch(FakeVirtualMachine::isClosed);
    assertThat(work().resolve("builds/test/media/install.iso")).exists();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("nothing is cleaned up: ", "builds/test stays", "casement clean --failed");
    assertThat(BuildLock.isHeld(work().resolve("builds/test"))).isFalse();
    assertThat(output().resolve("evidence/failure.txt")).exists();
  }

  @Test
  void theMachineOfAnAbortedBuildKeepsRunningUnlessItIsToBeCleanedUp() {
    Guest panics = (job, machine, screen) -> screen.then(new MachineEvent.Panicked("a stop code"));
    FakeHypervisor aborted = new FakeHypervisor(panics);
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(aborted, false, OnError.ABORT).run());
    assertThat(aborted.started()).singleElement().matches(machine -> !machine.isClosed());

    FakeHypervisor asked = new FakeHypervisor(panics);
    OnError ask =
        (stage, failure) -> {
          assertThat(stage).isEqualTo("InstallWindows");
          assertThat(asked.started()).as("meanwhile").noneMatch(FakeVirtualMachine::isClosed);
          return OnError.Choice.CLEAN_UP;
        };
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(asked, false, ask).run());
    assertThat(asked.started()).allMatch(FakeVirtualMachine::isClosed);
    assertThat(asked.disks()).isEmpty();
    assertThat(asked.media()).isEmpty();
    assertThat(work().resolve("builds/test")).doesNotExist();
  }

  @Test
  void aStageThatFailedRunsAgainIfTheUserWantsIt() {
    AtomicInteger runs = new AtomicInteger();
    FakeHypervisor hypervisor =
        new FakeHypervisor(
            (job, machine, screen) -> {
              if (runs.incrementAndGet() == 2) {
                screen.then(new MachineEvent.Panicked("a stop code"));
              } else {
                GuestScript.works(job, machine, screen);
              }
            });

    ImageArtifact image =
        builder(hypervisor, false, (stage, failure) -> OnError.Choice.RETRY).run();

    assertThat(image.image()).exists();
    assertThat(hypervisor.started()).hasSize(4).allMatch(FakeVirtualMachine::isClosed);
    assertThat(hypervisor.disks().keySet()).isEqualTo(hypervisor.kept()).hasSize(3);
    assertThat(work().resolve("builds/test")).doesNotExist();
  }

  @Test
  void diskAndMediaAreDeletedWithTheirBuildWhereverTheyAre() {
    FakeHypervisor failing =
        new FakeHypervisor((job, machine, screen) -> screen.then(new MachineEvent.PoweredOff()));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(failing, false, OnError.CLEAN_UP).run());
    assertThat(failing.machines()).isNotEmpty();
    assertThat(failing.disks()).isEmpty();
    assertThat(failing.media()).isEmpty();

    FakeHypervisor working = new FakeHypervisor(GuestScript::works);
    builder(working, false, OnError.ABORT).run();
    assertThat(working.machines()).extracting(MachineSpec::disk).hasSize(3).doesNotContainNull();
    assertThat(working.disks().keySet())
        .as("whatever is kept of failed builds")
        .isEqualTo(working.kept())
        .hasSize(3);
    assertThat(working.media()).isEmpty();
  }

  @Test
  void theImageHasWhatTheGuestWroteToADiskThatIsNoFileOfTheHost() throws IOException {
    byte[] written = "what Windows wrote".getBytes(StandardCharsets.US_ASCII);
    List<FakeHypervisor> self = new ArrayList<>();
    FakeHypervisor hypervisor =
        new FakeHypervisor(
            (job, machine, screen) -> {
              self.getFirst().write(machine.disk(), written);
              assertThat(machine.disk().id()).startsWith("volume-");
              GuestScript.works(job, machine, screen);
            });
    self.add(hypervisor);

    ImageArtifact image = builder(hypervisor, false, OnError.CLEAN_UP).run();

    Path raw = directory.resolve("image.raw");
    OneStage.qemuImg()
        .convert(
            new VirtualDisk(image.image(), DiskFormat.QCOW2),
            new VirtualDisk(raw, DiskFormat.RAW),
            Optional.empty(),
            Duration.ofMinutes(1),
            percent -> {});
    assertThat(Files.size(raw)).isEqualTo(image.virtualSize().bytes());
    try (InputStream in = Files.newInputStream(raw)) {
      assertThat(in.readNBytes(written.length)).isEqualTo(written);
    }
  }

  @Test
  void doesNotReplaceAnImageUnlessForced() throws IOException {
    Files.createDirectories(output());
    Path image = Files.writeString(output().resolve("test.qcow2"), "precious");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build(GuestScript::works, false))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.OUTPUT_EXISTS));
    assertThat(image).hasContent("precious");

    build(GuestScript::works, true);
    assertThat(Files.size(image)).isGreaterThan(1000);
  }

  @Test
  void aForcedBuildThatFailsLeavesTheOldImage() throws IOException {
    Files.createDirectories(output());
    Path image = Files.writeString(output().resolve("test.qcow2"), "precious");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () ->
                build((job, machine, screen) -> screen.then(new MachineEvent.PoweredOff()), true));
    assertThat(image).hasContent("precious");
  }

  @ParameterizedTest
  @MethodSource("dev.casement.pipeline.Builds#stages")
  void anInterruptInAnyStageCleansUp(String stage) throws IOException {
    alsoHears =
        event -> {
          if (event instanceof BuildEvent.StageStarted started && started.stage().equals(stage)) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build(GuestScript::works, false))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.CANCELLED));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(files(output())).noneMatch(file -> !file.startsWith("evidence/"));
    assertThat(output().resolve("evidence/report.html"))
        .content()
        .contains("cancelled by the user");
    assertThat(filesOfBuilds()).isSubsetOf("digests.json", "builds/test.lock", "media.lock");
  }

  @Test
  void aDiskThatIsNotGoodEndsTheBuildAndIsKeptInItsCheckpoint() throws IOException {
    assertDiskIsNotGood(HypervisorKind.QEMU);

    assertThat(files(output()))
        .containsExactlyInAnyOrder("evidence/failure.txt", "evidence/report.html");
    assertThat(filesOfBuilds()).isSubsetOf("digests.json", "builds/test.lock", "media.lock");
  }

  @Test
  void aDiskOfACloudThatIsNotGoodIsKeptWhereItWasDownloaded() {
    assertDiskIsNotGood(HypervisorKind.OPENSTACK);

    assertThat(work().resolve("builds/test/exported.qcow2")).isNotEmptyFile();
  }

  private void assertDiskIsNotGood(HypervisorKind kind) {
    allowed = List.of();
    FakeHypervisor hypervisor = new FakeHypervisor(kind, GuestScript::works);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> builder(hypervisor, false, OnError.CLEAN_UP).run())
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.VERIFY))
        .withMessageContaining("there is no Windows on it");
  }

  /** A directory with something in it, where the image was while it was written. */
  @Test
  void whatCannotBeCleanedUpAfterTheImageIsMadeIsToldBeforeItIsThrown() {
    Path part = CompleteFile.partOf(output().resolve("test.qcow2"));
    alsoHears =
        event -> {
          if (event instanceof BuildEvent.StageFinished done
              && done.stage().equals("PackageImage")) {
            fill(part);
          }
        };

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build(GuestScript::works, false))
        .withMessageContaining("cleaning up failed");

    assertThat(events.getLast())
        .isInstanceOfSatisfying(
            BuildEvent.BuildFailed.class,
            failed -> assertThat(failed.message()).contains("cleaning up failed"));
    assertThat(output().resolve("test.qcow2")).isNotEmptyFile();
  }

  private static void fill(Path directory) {
    try {
      Files.createDirectories(directory.resolve("something"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aListenerThatThrowsDoesNotEndABuild() {
    alsoHears =
        event -> {
          throw new IllegalStateException("nobody listens");
        };

    ImageArtifact image = build(GuestScript::works, false);

    assertThat(image.image()).isNotEmptyFile();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("some progress was not shown", "nobody listens");
    assertThat(events.getLast()).isInstanceOf(BuildEvent.BuildFinished.class);
  }

  @Test
  void aFailureAfterTheRunsHasNoEvidenceOfThem() throws IOException {
    alsoHears =
        event -> {
          if (event instanceof BuildEvent.StageStarted started
              && started.stage().equals("PackageImage")) {
            Thread.currentThread().interrupt();
          }
        };

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> build(GuestScript::works, false));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(files(output()))
        .containsExactlyInAnyOrder("evidence/failure.txt", "evidence/report.html");
  }

  @Test
  void othersCanFollowABuildFromItsBeginningToItsEnd() throws Exception {
    List<BuildEvent> followed = new CopyOnWriteArrayList<>();
    List<CompletableFuture<Optional<BuildEvent>>> followers = new CopyOnWriteArrayList<>();
    Guest guest =
        (job, machine, screen) -> {
          RunningBuilds running = new RunningBuilds(work());
          assertThat(running.names()).containsExactly("test");
          if (followers.isEmpty()) {
            followers.add(
                CompletableFuture.supplyAsync(
                    () -> running.follow("test", followed::add),
                    Thread.ofPlatform().daemon()::start));
            await(() -> followed.size() > 3);
          }
          GuestScript.works(job, machine, screen);
        };

    build(guest, false);

    assertThat(followers.getFirst().get(1, TimeUnit.MINUTES))
        .get()
        .isInstanceOf(BuildEvent.BuildFinished.class);
    assertThat(followed)
        .extracting(Object::getClass)
        .isEqualTo(events.stream().map(Object::getClass).toList());
    assertThat(new RunningBuilds(work()).names()).isEmpty();
  }

  private static void await(BooleanSupplier condition) {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void twoBuildsOfOneNameDoNotRunAtOnce() {
    Guest guest =
        (job, machine, screen) -> {
          assertThatExceptionOfType(BuildException.class)
              .isThrownBy(() -> build(GuestScript::works, false))
              .withMessageContaining("another build");
          assertThat(forbidMedia()).as("nobody deletes media meanwhile").isEmpty();
          GuestScript.works(job, machine, screen);
        };

    build(guest, false);

    assertThat(forbidMedia()).isPresent();
  }

  private Optional<LockFile> forbidMedia() {
    try (LockFile lock = MediaUse.tryForbid(work()).orElse(null)) {
      return Optional.ofNullable(lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<BuildEvent> warnings() {
    return events.stream()
        .filter(
            event ->
                event instanceof BuildEvent.Warning warning
                    && !warning.text().startsWith("allowed: "))
        .toList();
  }

  private ImageArtifact build(Guest guest, boolean force) {
    return builder(new FakeHypervisor(guest), force, OnError.CLEAN_UP).run();
  }

  private Build builder(FakeHypervisor hypervisor, boolean force, OnError onError) {
    Recipe.Media media =
        new Recipe.Media(
            new Start.Install(new Source(new LocalFile(iso), Optional.empty())),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            featureMedia,
            Optional.empty());
    Recipe plain = Recipes.with(Recipes.with(media), optionals);
    // These guests write nothing to their disks.
    Recipe recipe =
        Records.with(
            Recipes.with(Recipes.withSetupCd(plain), Updates.fromMicrosoft()),
            "verify",
            new VerifySettings(false, allowed));
    return new Build(
        recipe,
        new BuildOptions(work(), output(), Optional.empty(), force, Optional.empty(), "test"),
        new Services(
            new SystemCommandRunner(),
            hypervisor,
            new ProxyVariables(Map.of()),
            Clock.systemUTC(),
            event -> {
              events.add(event);
              alsoHears.accept(event);
            },
            onError));
  }

  private Path work() {
    return directory.resolve("work");
  }

  private Path output() {
    return directory.resolve("out");
  }

  /** Without what later builds continue from. */
  private List<String> filesOfBuilds() throws IOException {
    return files(work()).stream().filter(file -> !file.startsWith("checkpoints/")).toList();
  }

  private static List<String> files(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> root.relativize(path).toString())
          .toList();
    }
  }
}
