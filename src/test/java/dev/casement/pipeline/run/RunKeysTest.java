package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.AnswerFileAuthor;
import dev.casement.pipeline.setup.AuthorSetupMedia;
import dev.casement.pipeline.setup.AuthoredMedia;
import dev.casement.pipeline.setup.BuildSecrets;
import dev.casement.pipeline.setup.SetupMediaWriter;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Records;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.units.Sha256;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Which stages each key of a recipe repeats. */
class RunKeysTest {
  private static final YAMLMapper YAML = new YAMLMapper();

  private static final String BASE =
      """
      name: base
      media:
        install: { path: install.iso }
        cloudbaseInit: { path: cloudbase-init.msi }
      machine: { firmware: bios }
      updates: microsoft-update
      """;

  /**
   * A key, a change of it, and the first stage that the change repeats. Every key of a recipe is
   * here, so a new one has to be added; media are in a test of their own.
   */
  private static final String CHANGES =
      """
      name                                | name: other                                            | none
      windows.release                     | windows: { release: windows-server-2022 }              | none
      windows.architecture                | windows: { architecture: amd64 }                       | none
      windows.edition                     | windows: { edition: ServerStandard }                   | none
      windows.index                       | windows: { index: 1 }                                  | none
      windows.image                       | windows: { image: Windows Server 2022 }                | InstallWindows
      windows.productKey                  | windows: { productKey: none }                          | InstallWindows
      windows.locale                      | windows: { locale: de-DE }                             | InstallWindows
      windows.keyboard                    | windows: { keyboard: de-DE }                           | InstallWindows
      windows.timeZone                    | windows: { timeZone: Tokyo Standard Time }             | InstallWindows
      windows.organization                | windows: { organization: Other }                       | InstallWindows
      windows.owner                       | windows: { owner: Other }                              | InstallWindows
      windows.features                    | windows: { features: [TelnetClient] }                  | InstallWindows
      machine.hypervisor                  | machine: { hypervisor: virtualbox }                    | InstallWindows
      machine.firmware                    | machine: { firmware: uefi }                            | InstallWindows
      machine.disk                        | machine: { disk: 41G }                                 | InstallWindows
      machine.memory                      | machine: { memory: 5G }                                | none
      machine.cpus                        | machine: { cpus: 3 }                                   | none
      machine.tpm                         | machine: { tpm: true }                                 | InstallWindows
      machine.setupMedium                 | machine: { setupMedium: floppy }                       | InstallWindows
      machine.network                     | machine: { network: outbound }                         | InstallWindows
      machine.openstack                   | machine: { openstack: { cloud: other, flavor: large } } | none
      cloudbaseInit.username              | cloudbaseInit: { username: other }                     | GeneralizeWindows
      cloudbaseInit.groups                | cloudbaseInit: { groups: [Users] }                     | GeneralizeWindows
      cloudbaseInit.metadataServices      | cloudbaseInit: { metadataServices: [http] }            | GeneralizeWindows
      cloudbaseInit.metadataUrl           | cloudbaseInit: { metadataUrl: "http://10.0.0.1/" }     | GeneralizeWindows
      cloudbaseInit.retries               | cloudbaseInit: { retries: 77 }                         | GeneralizeWindows
      cloudbaseInit.injectPassword        | cloudbaseInit: { injectPassword: false }               | GeneralizeWindows
      cloudbaseInit.passwordLength        | cloudbaseInit: { passwordLength: 33 }                  | GeneralizeWindows
      cloudbaseInit.changePassword        | cloudbaseInit: { changePassword: always }              | GeneralizeWindows
      cloudbaseInit.winRm                 | cloudbaseInit: { winRm: none }                         | GeneralizeWindows
      cloudbaseInit.activate              | cloudbaseInit: { activate: true }                      | GeneralizeWindows
      cloudbaseInit.kmsHost               | cloudbaseInit: { activate: true, kmsHost: kms.local }  | GeneralizeWindows
      cloudbaseInit.debug                 | cloudbaseInit: { debug: true }                         | GeneralizeWindows
      cloudbaseInit.console               | cloudbaseInit: { console: false }                      | GeneralizeWindows
      cloudbaseInit.realTimeClockUtc      | cloudbaseInit: { realTimeClockUtc: true }              | GeneralizeWindows
      cloudbaseInit.start                 | cloudbaseInit: { start: delayed }                      | GeneralizeWindows
      cloudbaseInit.localSystem           | cloudbaseInit: { localSystem: true }                   | GeneralizeWindows
      updates.source                      | updates: none                                          | UpdateWindows
      updates.wsus                        | updates: { wsus: "http://wsus.local:8530" }            | UpdateWindows
      updates.packages                    | updates: { packages: msu }                             | UpdateWindows
      updates.exclude                     | updates: { source: microsoft-update, exclude: [KB5034439] } | UpdateWindows
      updates.onFailure                   | updates: { source: microsoft-update, onFailure: report } | UpdateWindows
      steps                               | steps: [{ run: own.cmd }]                              | GeneralizeWindows
      steps                               | steps: [{ run: own.cmd, when: first-logon }]           | InstallWindows
      settings.remoteDesktop              | settings: { remoteDesktop: false }                     | InstallWindows
      settings.networkLevelAuthentication | settings: { networkLevelAuthentication: false }        | GeneralizeWindows
      settings.ping                       | settings: { ping: false }                              | GeneralizeWindows
      settings.ipv6Address                | settings: { ipv6Address: random }                      | GeneralizeWindows
      settings.hibernation                | settings: { hibernation: true }                        | GeneralizeWindows
      settings.shutdownWithoutLogon       | settings: { shutdownWithoutLogon: false }              | GeneralizeWindows
      settings.pageFile                   | settings: { pageFile: 2G }                             | GeneralizeWindows
      settings.sanPolicy                  | settings: { sanPolicy: offline-shared }                | InstallWindows
      cleanUp.components                  | cleanUp: { components: keep }                          | UpdateWindows
      cleanUp.storeApps                   | cleanUp: { storeApps: report }                         | GeneralizeWindows
      cleanUp.eventLogs                   | cleanUp: { eventLogs: false }                          | GeneralizeWindows
      cleanUp.freeSpace                   | cleanUp: { freeSpace: false }                          | GeneralizeWindows
      verify.allow                        | verify: { allow: [auto-logon] }                        | none
      verify.boot                         | verify: { boot: true }                                 | none
      image.format                        | image: { format: raw }                                 | none
      image.compress                      | image: { compress: false }                             | none
      image.compression                   | image: { compression: zstd }                           | none
      limits.acquire                      | limits: { acquire: 1h }                                | none
      limits.install                      | limits: { install: 1h }                                | none
      limits.update                       | limits: { update: 9h }                                 | none
      limits.generalize                   | limits: { generalize: 1h }                             | none
      limits.boot                         | limits: { boot: 9m }                                   | none
      limits.packaging                    | limits: { packaging: 1h }                              | none
      limits.silence                      | limits: { silence: 10m }                               | none
      limits.resets                       | limits: { resets: 3 }                                  | none
      limits.updateRounds                 | limits: { updateRounds: 2 }                            | UpdateWindows
      limits.oneUpdate                    | limits: { oneUpdate: 7h }                              | UpdateWindows
      publish.cloud                       | publish: { cloud: other }                              | none
      publish.clouds                      | publish: { clouds: [one, other] }                      | none
      publish.regions                     | publish: { regions: [one] }                            | none
      publish.name                        | publish: { name: other }                               | none
      publish.visibility                  | publish: { visibility: public }                        | none
      publish.protect                     | publish: { protect: true }                             | none
      publish.tags                        | publish: { tags: [one] }                               | none
      publish.properties                  | publish: { properties: { hw_disk_bus: virtio } }       | none
      publish.share                       | publish: { share: [one] }                              | none
      publish.keep                        | publish: { keep: 1 }                                   | none
      publish.older                       | publish: { keep: 1, older: delete }                    | none
      publish.try                         | publish: { try: { flavor: tiny, network: private } }   | none
      """;

  /**
   * Those whose content counts, wherever it comes from, what says where that is, and what needs
   * such media.
   */
  private static final List<String> WITH_MEDIA =
      List.of(
          "machine.diskBus",
          "media.base",
          "media.install",
          "media.catalogue",
          "media.drivers",
          "media.cloudbaseInit",
          "media.moreDrivers",
          "media.features",
          "windows.capabilities",
          "windows.languages");

  @TempDir Path directory;

  @BeforeEach
  void writeFiles() throws IOException {
    writeInstaller("one");
    Files.writeString(directory.resolve("own.cmd"), "echo own");
    Files.createDirectory(directory.resolve("msu"));
    Files.writeString(directory.resolve("msu/kb5031364.msu"), "an update");
  }

  /** As far as anybody looks who does not install it. */
  private void writeInstaller(String content) throws IOException {
    byte[] magic = HexFormat.of().parseHex("d0cf11e0a1b11ae1");
    Path file = Files.write(directory.resolve("cloudbase-init.msi"), magic);
    Files.writeString(file, content, StandardOpenOption.APPEND);
  }

  record Change(String key, String yaml, String stage) {
    @Override
    public String toString() {
      return yaml;
    }
  }

  static Stream<Change> changes() {
    return CHANGES
        .lines()
        .map(line -> line.split("\\s+\\|\\s+"))
        .map(columns -> new Change(columns[0].strip(), columns[1], columns[2].strip()));
  }

  @Test
  void everyKeyOfARecipeIsClassified() throws IOException {
    JsonNode schema =
        JsonMapper.shared()
            .readTree(Path.of("src/main/resources/dev/casement/recipe.schema.json").toFile());
    TreeSet<String> keys = new TreeSet<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            section -> {
              List<String> below = below(section.getValue());
              keys.addAll(
                  below.isEmpty()
                      ? List.of(section.getKey())
                      : below.stream().map(name -> section.getKey() + "." + name).toList());
            });

    List<String> classified = new ArrayList<>(WITH_MEDIA);
    changes().map(Change::key).forEach(classified::add);
    assertThat(new TreeSet<>(classified)).isEqualTo(keys);
  }

  /** The keys of a section, which may have a short form beside them. */
  private static List<String> below(JsonNode section) {
    List<String> names = new ArrayList<>(section.path("properties").propertyNames());
    section.path("oneOf").forEach(form -> names.addAll(form.path("properties").propertyNames()));
    return names;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeRepeatsTheFirstStageThatItReachesAndThoseAfterIt(Change change) throws IOException {
    Map<String, Optional<CheckpointKey>> before = keys(read(Map.of()));
    Map<String, Optional<CheckpointKey>> after =
        keys(read(YAML.readValue(change.yaml(), Map.class)));

    List<String> stages = List.copyOf(before.keySet());
    List<String> expected =
        change.stage().equals("none")
            ? List.of()
            : stages.subList(stages.indexOf(change.stage()), stages.size());
    assertThat(stages)
        .filteredOn(each -> !Objects.equals(before.get(each), after.get(each)))
        .isEqualTo(expected);
  }

  @Test
  void theContentOfMediaCountsWhateverTheirNames() throws IOException {
    Recipe recipe = read(Map.of());
    Map<String, Optional<CheckpointKey>> before = keys(recipe);

    WindowsSource source = source(recipe);
    Media media = source.media();
    Medium other =
        new Medium("other.iso", Path.of("other.iso"), 1, Optional.of(Sha256.of("other")));
    assertThat(keys(recipe, with(source, "start", other)))
        .allSatisfy((stage, key) -> assertThat(key).isNotEqualTo(before.get(stage)));
    assertThat(keys(recipe, with(source, "features", List.of(other))))
        .allSatisfy((stage, key) -> assertThat(key).isNotEqualTo(before.get(stage)));
    Medium moved = new Medium("moved.iso", Path.of("moved.iso"), 9, media.start().sha256());
    assertThat(keys(recipe, with(source, "start", moved))).isEqualTo(before);

    writeInstaller("another");
    assertThat(keys(recipe))
        .hasEntrySatisfying(
            "UpdateWindows", key -> assertThat(key).isEqualTo(before.get("UpdateWindows")))
        .hasEntrySatisfying(
            "GeneralizeWindows",
            key -> assertThat(key).isNotEqualTo(before.get("GeneralizeWindows")));
  }

  @Test
  void anotherBusRepeatsEverything() throws IOException {
    Recipe recipe = read(Map.of());
    Recipe other =
        Records.with(recipe, "machine", Records.with(recipe.machine(), "diskBus", DiskBus.SCSI));

    WindowsSource source = source(recipe);
    Sha256 content = Sha256.of("content");
    assertThat(new RunKeys(other).first("InstallWindows", source, content))
        .isNotEqualTo(new RunKeys(recipe).first("InstallWindows", source, content));
  }

  private static WindowsSource with(WindowsSource source, String role, Object medium) {
    return Records.with(source, "media", Records.with(source.media(), role, medium));
  }

  @SuppressWarnings("unchecked")
  private Recipe read(Map<?, ?> change) throws IOException {
    Map<String, Object> recipe = YAML.readValue(BASE, LinkedHashMap.class);
    change.forEach(
        (section, value) -> {
          if (value instanceof Map<?, ?> keys && recipe.get(section) instanceof Map<?, ?> old) {
            Map<Object, Object> merged = new LinkedHashMap<>(old);
            merged.putAll(keys);
            recipe.put((String) section, merged);
          } else {
            recipe.put((String) section, value);
          }
        });
    Path file = directory.resolve("recipe.yaml");
    Files.writeString(file, YAML.writeValueAsString(recipe));
    return new RecipeFile(file, Map.of()).read();
  }

  private static WindowsSource source(Recipe recipe) {
    Release release = Release.SERVER_2022;
    return AuthoredMedia.source(
        recipe,
        new WindowsImage(
            new ImageIndex(1),
            "Windows Server 2022",
            "Windows Server 2022",
            new EditionId(release.usualEdition()),
            Architecture.AMD64,
            release.currentVersion(),
            InstallationType.SERVER,
            List.of("en-US"),
            1L << 33));
  }

  private Map<String, Optional<CheckpointKey>> keys(Recipe recipe) {
    return keys(recipe, source(recipe));
  }

  /** The keys of a build's stages, in order; none for a stage that is skipped. */
  private Map<String, Optional<CheckpointKey>> keys(Recipe recipe, WindowsSource source) {
    BuildDirectories directories = new BuildDirectories(directory, recipe.name(), directory);
    FakeHypervisor hypervisor = new FakeHypervisor((job, machine, screen) -> {});
    GuestRuns runs =
        new GuestRuns(
            recipe, directories, hypervisor, OneStage.continuation(directories, hypervisor));
    SetupMediaWriter writer = new SetupMediaWriter(directory, Optional.empty());
    // Other secrets each time.
    AuthorSetupMedia author =
        new AuthorSetupMedia(new AnswerFileAuthor(recipe), writer, BuildSecrets.random(), recipe);
    CheckpointKey install = new InstallWindows(runs, author, recipe).key(source);
    InstalledDisk installed = new InstalledDisk(source, checkpoint(install));
    Optional<CheckpointKey> update =
        recipe.updates().isNone()
            ? Optional.empty()
            : Optional.of(new UpdateWindows(runs, writer, recipe).key(installed));
    CheckpointKey generalize =
        new GeneralizeWindows(runs, writer, recipe)
            .key(new UpdatedDisk(source, checkpoint(update.orElse(install))));
    Map<String, Optional<CheckpointKey>> keys = new LinkedHashMap<>();
    keys.put("InstallWindows", Optional.of(install));
    keys.put("UpdateWindows", update);
    keys.put("GeneralizeWindows", Optional.of(generalize));
    return keys;
  }

  private Checkpoint checkpoint(CheckpointKey key) {
    return new Checkpoint(
        directory.resolve("one"),
        new Checkpoint.Description(
            "base",
            key,
            Optional.empty(),
            Optional.empty(),
            Instant.EPOCH,
            HypervisorKind.QEMU,
            new DiskHandle("one"),
            0,
            List.of()));
  }
}
