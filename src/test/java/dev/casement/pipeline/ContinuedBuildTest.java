package dev.casement.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.disk.DiskFormat;
import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.FakeHypervisor.Guest;
import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Invocation;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.pipeline.run.GuestScript;
import dev.casement.pipeline.run.OneStage;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import dev.casement.recipe.Updates;
import dev.casement.recipe.UserScript;
import dev.casement.recipe.VerifySettings;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that continue where others of the same work directory have been. */
class ContinuedBuildTest {
  private static final String INSTALL = "InstallWindows";
  private static final String UPDATE = "UpdateWindows";
  private static final String GENERALIZE = "GeneralizeWindows";

  @TempDir static Path shared;
  private static Path iso;

  @TempDir Path directory;
  private final List<BuildEvent> events = new ArrayList<>();
  private Guest guest = ContinuedBuildTest::works;
  private final FakeHypervisor hypervisor =
      new FakeHypervisor((job, machine, screen) -> guest.play(job, machine, screen));
  private Recipe recipe;
  private Reuse reuse = new Reuse.Newest();

  @BeforeAll
  static void writeIso() throws IOException {
    iso = InstallIso.write(shared);
  }

  @BeforeEach
  void writeRecipe() {
    Recipe plain =
        Recipes.withSetupCd(Recipes.with(new Source(new LocalFile(iso), Optional.empty())));
    // Images of this format are not compared with their disks, which takes a while.
    Recipe.Image image = Records.with(plain.image(), "format", DiskFormat.VMDK);
    recipe =
        with(
            with(with(plain, "updates", Updates.fromMicrosoft()), "image", noCompression(image)),
            "verify",
            new VerifySettings(false, List.of("no-windows", "no-boot-partition")));
  }

  private static Recipe.Image noCompression(Recipe.Image image) {
    return Records.with(image, "compress", false);
  }

  private static Recipe with(Recipe recipe, String key, Object value) {
    return Records.with(recipe, key, value);
  }

  /** Writes the name of the run to the machine's state, as a TPM would. */
  private static void works(
      FakeHypervisor.JobOnMedium job, MachineSpec machine, FakeVirtualMachine screen) {
    try {
      Path state = machine.stateDirectory().resolve("tpm");
      String before = Files.exists(state) ? Files.readString(state) : "";
      Files.writeString(state, before + job.run() + " ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    GuestScript.works(job, machine, screen);
  }

  /** Builds; returns the VM runs that took place. */
  private List<String> build() {
    events.clear();
    int before = hypervisor.machines().size();
    builder().run();
    return runs(before);
  }

  private List<String> runs(int from) {
    return hypervisor.machines().subList(from, hypervisor.machines().size()).stream()
        .map(machine -> hypervisor.cds(machine))
        .flatMap(cds -> cds.stream().filter(cd -> !cd.equals(iso)))
        .map(cd -> cd.getFileName().toString().replace(".iso", ""))
        .toList();
  }

  private Build builder() {
    return builder(recipe, events::add);
  }

  private Build builder(Recipe built, BuildListener listener) {
    return new Build(
        built,
        new BuildOptions(
            directory.resolve("work"),
            directory.resolve(built.name().equals("other") ? "out-of-other" : "out"),
            Optional.empty(),
            true,
            Optional.empty(),
            "test",
            reuse,
            Invocation.none()),
        new Services(
            new SystemCommandRunner(),
            hypervisor,
            new ProxyVariables(Map.of()),
            Clock.systemUTC(),
            listener));
  }

  private List<String> continued() {
    return events.stream()
        .flatMap(
            event ->
                event instanceof BuildEvent.StageContinued it
                    ? Stream.of(it.stage())
                    : Stream.empty())
        .toList();
  }

  private Stream<String> warnings() {
    return events.stream()
        .flatMap(
            event -> event instanceof BuildEvent.Warning it ? Stream.of(it.text()) : Stream.empty())
        .filter(text -> !text.startsWith("allowed: "));
  }

  private Path checkpoint(String stage) throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("work/checkpoints"))) {
      return all.filter(Files::isDirectory)
          .filter(path -> path.toString().contains("-" + stage + "-"))
          .sorted()
          .reduce((one, other) -> other)
          .orElseThrow();
    }
  }

  @Test
  void nothingChangedContinuesBehindTheLastRunAndTheRecordSaysSo() throws IOException {
    assertThat(build()).containsExactly("install", "update", "generalize");
    assertThat(continued()).isEmpty();
    String first = Files.readString(directory.resolve("out/manifest.json"));

    Path used = checkpoint("InstallWindows").resolve("used");
    Files.setLastModifiedTime(used, FileTime.from(Instant.EPOCH));

    assertThat(build()).isEmpty();

    assertThat(Files.getLastModifiedTime(used).toInstant())
        .as("the last use, for casement clean")
        .isAfter(Instant.EPOCH);
    assertThat(continued()).containsExactly(INSTALL, UPDATE, GENERALIZE);
    assertThat(Files.readString(directory.resolve("out/manifest.json")))
        .contains("continued: from the checkpoint of 20", "update.installed")
        .contains(first.substring(first.indexOf("\"guest\""), first.indexOf("\"updates\" : [ {")));
  }

  @Test
  void settingsAndOwnScriptsRepeatTheLastRunOnly() throws IOException {
    build();
    Path script = Files.writeString(directory.resolve("own.cmd"), "echo one");
    recipe =
        with(
            recipe,
            "steps",
            List.of(
                new UserScript(
                    script, List.of(), Duration.ofMinutes(1), UserScript.When.BEFORE_SYSPREP)));
    assertThat(build()).containsExactly("generalize");
    assertThat(continued()).containsExactly(INSTALL, UPDATE);

    Files.writeString(script, "echo two");
    assertThat(build()).as("the script has changed").containsExactly("generalize");

    recipe = with(recipe, "settings", Records.with(recipe.settings(), "ping", false));
    assertThat(build()).containsExactly("generalize");

    assertThat(hypervisor.disks()).as("one for each stage").hasSize(3);
    assertThat(hypervisor.kept()).hasSize(3);
  }

  @Test
  void updatesKeepTheInstallation() {
    build();
    Updates updates = Records.with(recipe.updates(), "excluded", List.of("KB5034439"));
    recipe = with(recipe, "updates", updates);

    assertThat(build()).containsExactly("update", "generalize");
    assertThat(continued()).containsExactly(INSTALL);

    recipe = with(recipe, "updates", Updates.none());
    assertThat(build()).containsExactly("generalize");
    assertThat(continued()).containsExactly(INSTALL);
  }

  @Test
  void limitsProcessorsAndTheImageDoNotInfluenceTheGuest() {
    build();
    recipe = with(recipe, "limits", Records.with(recipe.limits(), "resets", 3));
    recipe = with(recipe, "machine", Records.with(recipe.machine(), "cpus", 7));
    recipe = with(recipe, "image", Records.with(recipe.image(), "format", DiskFormat.VHDX));

    assertThat(build()).isEmpty();
  }

  @Test
  void theMachinesStateTravelsWithItsDisk() throws IOException {
    build();
    recipe = with(recipe, "settings", Records.with(recipe.settings(), "ping", false));

    build();

    assertThat(checkpoint(INSTALL).resolve("state/tpm")).hasContent("install ");
    assertThat(checkpoint(GENERALIZE).resolve("state/tpm"))
        .hasContent("install update generalize ");
  }

  @Test
  void everyRunThatContinuesADiskRenewsItsPassword() throws IOException {
    Map<String, String> given = new HashMap<>();
    guest =
        (job, machine, screen) -> {
          if (!job.run().equals("install")) {
            Path cd = hypervisor.cds(machine).getLast();
            given.put(job.run(), OneStage.text(cd, "casement/password.txt"));
          }
          works(job, machine, screen);
        };
    build();
    String ofTheFirst = given.get("generalize");
    String updated = Files.readString(checkpoint(UPDATE).resolve("password"));
    recipe = with(recipe, "settings", Records.with(recipe.settings(), "ping", false));

    assertThat(build()).containsExactly("generalize");

    assertThat(checkpoint(UPDATE).resolve("password")).hasContent(updated);
    assertThat(given).containsEntry("update", updated);
    assertThat(checkpoint(GENERALIZE).resolve("password")).hasContent(given.get("generalize"));
    assertThat(List.of(Files.readString(checkpoint(INSTALL).resolve("password")), updated))
        .doesNotHaveDuplicates()
        .doesNotContain(given.get("generalize"));
    assertThat(given.get("generalize")).isNotEqualTo(ofTheFirst);
  }

  /** The fake refuses to write to a disk that is kept. */
  @Test
  void everyRunHasADiskOfItsOwnAndTheirBasesAreNotWrittenTo() {
    guest =
        (job, machine, screen) -> {
          hypervisor.write(machine.disk(), job.run().getBytes(StandardCharsets.US_ASCII));
          works(job, machine, screen);
        };
    build();

    assertThat(hypervisor.machines()).extracting(MachineSpec::disk).doesNotHaveDuplicates();
  }

  @Test
  void aFailedRunIsRepeatedFromTheOneBefore() {
    guest =
        (job, machine, screen) -> {
          if (job.run().equals("generalize")) {
            screen.then(new MachineEvent.PoweredOff());
          } else {
            works(job, machine, screen);
          }
        };
    assertThatExceptionOfType(BuildException.class).isThrownBy(this::build);
    assertThat(hypervisor.disks()).as("that of the failed run is deleted").hasSize(2);
    guest = ContinuedBuildTest::works;

    assertThat(build()).containsExactly("generalize");
  }

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void ofTwoBuildsThatNeedTheSameInstallationOneMakesIt() throws Exception {
    CountDownLatch installs = new CountDownLatch(1);
    // A second lies between its looks, in which its limit ends.
    CountDownLatch otherWaits = new CountDownLatch(2);
    guest =
        (job, machine, screen) -> {
          if (job.run().equals("install")) {
            installs.countDown();
            assertThatCode(otherWaits::await).doesNotThrowAnyException();
          }
          works(job, machine, screen);
        };
    Recipe none = with(recipe, "updates", Updates.none());
    Build one = builder(none, event -> {});
    Recipe hasty =
        with(none, "limits", Records.with(none.limits(), "install", Duration.ofMillis(500)));
    Build other =
        builder(
            with(hasty, "name", "other"),
            event -> {
              if (event instanceof BuildEvent.StageProgress it
                  && it.text().startsWith("waiting for another build")) {
                otherWaits.countDown();
              }
            });

    try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
      Future<?> first = executor.submit(one::run);
      installs.await();
      Future<?> second = executor.submit(other::run);
      first.get();
      second.get();
    }

    assertThat(runs(0)).containsExactlyInAnyOrder("install", "generalize");
  }

  @Test
  void fromAStageRepeatsItAndAllAfterIt() {
    build();
    reuse = new Reuse.Before(UPDATE);
    assertThat(build()).containsExactly("update", "generalize");
    reuse = new Reuse.Before("VerifyDisk");
    assertThat(build()).isEmpty();
    reuse = Reuse.none();
    assertThat(build()).containsExactly("install", "update", "generalize");
    assertThat(hypervisor.disks()).as("the older ones are replaced").hasSize(3);
    reuse = new Reuse.Newest();
    assertThat(build()).isEmpty();
  }

  @Test
  void aStageBeforeWhichNothingIsKeptIsRefused() {
    reuse = new Reuse.Before(GENERALIZE);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::build)
        .withMessageContaining("there is no checkpoint after InstallWindows")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.USAGE));
    assertThat(hypervisor.machines()).isEmpty();
  }

  @Test
  void anUnknownStageIsRefusedWithTheNamesOfAll() {
    reuse = new Reuse.Before("Install");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(this::build)
        .withMessageContaining("there is no stage Install")
        .satisfies(
            e -> assertThat(e.remedy()).contains("AcquireMedia, InspectMedia", "PackageImage"));
  }

  @ParameterizedTest
  @ValueSource(strings = {INSTALL, UPDATE, GENERALIZE})
  void aDamagedCheckpointIsReportedAndItsStageRepeated(String stage) throws IOException {
    build();
    Files.writeString(checkpoint(stage).resolve("state/tpm"), "damaged");

    List<String> runs = build();

    assertThat(runs)
        .hasSize(
            switch (stage) {
              case INSTALL -> 3;
              case UPDATE -> 2;
              default -> 1;
            });
    assertThat(warnings()).isNotEmpty().allMatch(text -> text.contains("is not used"));
    assertThat(build()).as("the new ones are used").isEmpty();
  }

  @Test
  void thePasswordsAreInNothingThatABuildLeavesOutsideTheWorkDirectory() throws IOException {
    build();
    build();

    List<String> passwords = new ArrayList<>();
    for (String stage : List.of(INSTALL, UPDATE, GENERALIZE)) {
      passwords.add(Files.readString(checkpoint(stage).resolve("password")));
    }
    assertThat(passwords).allSatisfy(password -> assertThat(password).hasSize(24));
    assertThat(Files.readString(directory.resolve("out/manifest.json"))).doesNotContain(passwords);
    assertThat(events.toString()).doesNotContain(passwords);
    try (Stream<Path> all = Files.walk(directory.resolve("work/checkpoints"))) {
      assertThat(all.filter(path -> path.endsWith("checkpoint.json")))
          .hasSize(3)
          .allSatisfy(json -> assertThat(json).content().doesNotContain(passwords));
    }
  }

  /** A build that needs no run keeps no disk, after which it would look for them, too. */
  @Test
  void whatAKilledBuildHasKeptHalfIsDeletedByTheNext() throws IOException {
    build();
    Path half = directory.resolve("work/checkpoints/" + recipe.name() + "-" + UPDATE + "-half");
    Files.writeString(Files.createDirectory(half).resolve("password"), "secret");
    String image = "." + recipe.name() + ".vmdk.part";
    Path part = Files.createFile(directory.resolve("out/." + image + ".1f.part"));

    assertThat(build()).isEmpty();

    assertThat(half).doesNotExist();
    assertThat(part).doesNotExist();
  }

  @Test
  void newUpdatesAreInstalledOnTopOfTheOldOnes() throws IOException {
    build();
    String first = checkpoint(UPDATE).getFileName().toString();

    reuse = new Reuse.Refresh(UPDATE);
    assertThat(build()).containsExactly("update", "generalize");

    assertThat(continued()).containsExactly(INSTALL);
    assertThat(checkpoint(UPDATE).resolve("checkpoint.json"))
        .content()
        .contains("\"base\":\"" + first + "\"");
    assertThat(checkpoint(UPDATE).resolve("state/tpm")).hasContent("install update update ");
    assertThat(hypervisor.disks()).as("the old updates are below the new ones").hasSize(4);
    reuse = new Reuse.Newest();
    assertThat(build()).as("the new ones count from now on").isEmpty();
    assertThat(Files.readString(directory.resolve("out/manifest.json")))
        .containsSubsequence("\"install\"", "\"update\"", "\"update\"", "\"generalize\"");
  }

  @Test
  void afterManyRefreshesTheUpdatesBeginAnew() throws IOException {
    build();
    reuse = new Reuse.Refresh(UPDATE);
    for (int i = 0; i < 8; i++) {
      build();
    }

    assertThat(hypervisor.disks()).hasSize(3);
    assertThat(checkpoint(UPDATE).resolve("state/tpm")).hasContent("install update ");
  }

  @Test
  void withoutUpdatesToRefreshTheyAreInstalledAsUsual() {
    reuse = new Reuse.Refresh(UPDATE);

    assertThat(build()).containsExactly("install", "update", "generalize");
  }

  @Test
  void thePlanSaysWhatWouldBeContinued() {
    assertThat(builder().plan().stages()).noneMatch(stage -> stage.continues().isPresent());
    build();
    assertThat(builder().plan().stages())
        .filteredOn(stage -> stage.continues().isPresent())
        .extracting(BuildPlan.PlannedStage::stage)
        .containsExactly(INSTALL, UPDATE, GENERALIZE);
  }
}
