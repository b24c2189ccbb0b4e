package dev.casement.recipe.yaml;

import static dev.casement.recipe.yaml.RecipeTexts.LEAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.PageFile;
import dev.casement.guest.SystemSettings;
import dev.casement.guest.UpdateRules.OnFailure;
import dev.casement.guest.UpdateSource;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.process.EnvironmentVariables;
import dev.casement.process.HostSystem;
import dev.casement.recipe.Limits;
import dev.casement.recipe.Machine;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.PublishTrial;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.Updates;
import dev.casement.recipe.UserScript;
import dev.casement.recipe.key.Part;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class RecipeFileTest {
  @TempDir Path directory;

  @Test
  void fillsInEveryDefault() {
    Recipe recipe = read(LEAST);
    assertThat(recipe.media().start().source().location())
        .isEqualTo(new Recipe.Location.LocalFile(directory.resolve("a.iso")));
    assertThat(recipe.media().drivers()).isEmpty();
    assertThat(recipe.windows())
        .isEqualTo(
            new Recipe.Windows(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new ProductKeyChoice.Kms(),
                "en-US",
                "en-US",
                "UTC",
                Registration.none()));
    assertThat(recipe.machine())
        .isEqualTo(
            new Machine(
                HypervisorKind.QEMU,
                Optional.empty(),
                DataSize.gibibytes(40),
                DiskBus.SATA,
                DataSize.gibibytes(4),
                2,
                false,
                Optional.empty(),
                Network.ISOLATED,
                Optional.empty()));
    assertThat(recipe.cloudbaseInit()).isEqualTo(CloudbaseInitSettings.defaults());
    assertThat(recipe.updates()).isEqualTo(Updates.fromMicrosoft());
    assertThat(recipe.steps()).isEmpty();
    assertThat(recipe.settings())
        .isEqualTo(
            new SystemSettings(
                true,
                true,
                true,
                SystemSettings.Ipv6Address.EUI64,
                false,
                true,
                new PageFile.Automatic(),
                Optional.empty()));
    assertThat(recipe.cleanUp())
        .isEqualTo(
            new CleanUpSettings(
                CleanUpSettings.Components.SUPERSEDED,
                CleanUpSettings.StoreApps.REMOVE,
                true,
                true));
    assertThat(recipe.image().format().id()).isEqualTo("qcow2");
    assertThat(recipe.image().compress()).isTrue();
    assertThat(recipe.limits()).isEqualTo(Limits.defaults());
  }

  @Test
  void theKeyboardFollowsTheLocale() {
    assertThat(read(LEAST + "windows: { locale: de-CH }").windows().keyboard()).isEqualTo("de-CH");
  }

  @Test
  void theDiskIsOnVirtioWhenThereAreDrivers() {
    Recipe recipe = read("name: x\nmedia: { install: { path: a.iso }, drivers: { path: v.iso } }");
    assertThat(recipe.machine().diskBus()).isEqualTo(DiskBus.VIRTIO);
  }

  @Test
  void readsEveryKey() {
    Recipe recipe =
        read(
            """
            name: all
            media:
              install: { url: "https://example.test/w.iso", sha256: %s }
              drivers: { path: /abs/v.iso, exclude: [pvpanic, viorng] }
              cloudbaseInit: { path: ../c.msi }
              moreDrivers: [ { path: drivers/nic }, { url: "https://example.test/d.iso" } ]
              features: [ { path: fod.iso } ]
            windows:
              release: windows-11
              architecture: arm64
              index: 3
              productKey: w269n-wfgwx-yvc9b-4j6c9-t83gx
              locale: de-DE
              keyboard: 0807:00000807;de-DE
              timeZone: W. Europe Standard Time
              organization: Müller & Söhne
              owner: " A. Person"
              features: [NetFx3, IIS-WebServerRole]
              capabilities: [OpenSSH.Server~~~~0.0.1.0, Language.Basic~~~fr-FR~0.0.1.0]
              languages: [fr-FR, sr-Latn-RS]
            machine:
              hypervisor: qemu
              firmware: uefi-secure
              disk: 64G
              diskBus: scsi
              memory: 512M
              cpus: 4
              tpm: true
              setupMedium: cd
              network: outbound
            cloudbaseInit:
              username: cloud
              groups: [Users, Backup Operators]
              metadataServices: [nocloud, http]
              metadataUrl: "http://metadata.example.test/"
              retries: 9
              injectPassword: false
              passwordLength: 40
              changePassword: never
              winRm: none
              activate: true
              kmsHost: kms.example.test:1688
              debug: true
              console: false
              realTimeClockUtc: true
              start: delayed
              localSystem: true
            updates: { wsus: "http://wsus.example.test:8530" }
            steps:
              - { run: a.ps1, args: [-Mode, "2022"], timeout: 1m30s, when: first-logon }
              - run: b.cmd
            settings:
              remoteDesktop: false
              networkLevelAuthentication: false
              ping: false
              ipv6Address: random
              hibernation: true
              shutdownWithoutLogon: false
              pageFile: 2G
              sanPolicy: offline-shared
            cleanUp: { components: reset-base, storeApps: remove, eventLogs: false, freeSpace: false }
            image: { format: vhdx }
            limits: { acquire: 1h, install: 2h30m, update: 45s, generalize: 3m, packaging: 4m, silence: 5m, resets: 2, updateRounds: 7 }
            """
                .formatted("12E4".repeat(16)));
    assertThat(recipe.media().start().source().location())
        .isInstanceOfSatisfying(
            Recipe.Location.Download.class,
            download -> assertThat(download.url()).hasHost("example.test"));
    assertThat(recipe.media().start().source().sha256().orElseThrow().hex())
        .isEqualTo("12e4".repeat(16));
    assertThat(recipe.media().cloudbaseInit().orElseThrow().location())
        .isEqualTo(
            new Recipe.Location.LocalFile(directory.resolveSibling("c.msi").toAbsolutePath()));
    assertThat(recipe.windows().release()).contains(Release.WINDOWS_11);
    assertThat(recipe.windows().image())
        .contains(new Recipe.ImageSelector.ByIndex(new dev.casement.windows.ImageIndex(3)));
    assertThat(recipe.windows().productKey())
        .isEqualTo(new ProductKeyChoice.Own(ProductKey.own("W269N-WFGWX-YVC9B-4J6C9-T83GX")));
    assertThat(recipe.machine().firmware()).contains(Firmware.UEFI_SECURE);
    assertThat(recipe.machine().setupMedium()).contains(Machine.SetupMedium.CD);
    assertThat(recipe.machine().tpm()).isTrue();
    assertThat(recipe.machine().disk()).isEqualTo(DataSize.gibibytes(64));
    assertThat(recipe.steps())
        .containsExactly(
            new UserScript(
                directory.resolve("a.ps1"),
                List.of("-Mode", "2022"),
                Duration.ofSeconds(90),
                UserScript.When.FIRST_LOGON),
            new UserScript(
                directory.resolve("b.cmd"),
                List.of(),
                Duration.ofMinutes(30),
                UserScript.When.BEFORE_SYSPREP));
    assertThat(recipe.windows().keyboard()).isEqualTo("0807:00000807;de-DE");
    assertThat(recipe.windows().registration())
        .isEqualTo(new Registration(Optional.of("Müller & Söhne"), Optional.of(" A. Person")));
    assertThat(recipe.windows().optionals())
        .isEqualTo(
            new Recipe.Optionals(
                List.of("NetFx3", "IIS-WebServerRole"),
                List.of("OpenSSH.Server~~~~0.0.1.0", "Language.Basic~~~fr-FR~0.0.1.0"),
                List.of("fr-FR", "sr-Latn-RS")));
    assertThat(recipe.media().excludedDrivers()).containsExactly("pvpanic", "viorng");
    assertThat(recipe.media().moreDrivers())
        .extracting(Recipe.Source::location)
        .containsExactly(
            new Recipe.Location.LocalFile(directory.resolve("drivers/nic")),
            new Recipe.Location.Download(URI.create("https://example.test/d.iso")));
    assertThat(recipe.media().features())
        .extracting(Recipe.Source::location)
        .containsExactly(new Recipe.Location.LocalFile(directory.resolve("fod.iso")));
    assertThat(recipe.machine().network()).isEqualTo(Network.OUTBOUND);
    assertThat(recipe.image().compress()).as("vhdx cannot").isFalse();
    assertThat(recipe.limits().install()).isEqualTo(Duration.ofMinutes(150));
    assertThat(recipe.cloudbaseInit())
        .isEqualTo(
            new CloudbaseInitSettings(
                "cloud",
                List.of("Users", "Backup Operators"),
                new CloudbaseInitSettings.Metadata(
                    List.of(
                        CloudbaseInitSettings.MetadataService.NOCLOUD,
                        CloudbaseInitSettings.MetadataService.HTTP),
                    Optional.of(URI.create("http://metadata.example.test/")),
                    9),
                new CloudbaseInitSettings.Password(
                    false, 40, CloudbaseInitSettings.PasswordChange.NEVER),
                CloudbaseInitSettings.WinRm.NONE,
                new CloudbaseInitSettings.Activation(true, Optional.of("kms.example.test:1688")),
                new CloudbaseInitSettings.Logging(true, false),
                true,
                CloudbaseInitSettings.Start.DELAYED,
                true));
    assertThat(recipe.settings())
        .isEqualTo(
            new SystemSettings(
                false,
                false,
                false,
                SystemSettings.Ipv6Address.RANDOM,
                true,
                false,
                new PageFile.Fixed(DataSize.gibibytes(2)),
                Optional.of(SanPolicy.OFFLINE_SHARED)));
    assertThat(recipe.cleanUp())
        .isEqualTo(
            new CleanUpSettings(
                CleanUpSettings.Components.RESET_BASE,
                CleanUpSettings.StoreApps.REMOVE,
                false,
                false));
    assertThat(recipe.limits().resets()).isEqualTo(2);
    assertThat(recipe.limits().updateRounds()).isEqualTo(7);
  }

  @Test
  void packagesComeAloneOrBeforeAServersUpdates() {
    Optional<Path> directory = Optional.of(this.directory.resolve("msu"));
    Optional<UpdateSource> microsoft = Optional.of(new UpdateSource.MicrosoftUpdate());

    assertThat(read(LEAST + "updates: { packages: msu }").updates())
        .isEqualTo(new Updates(directory, Optional.empty()));
    assertThat(read(LEAST + "updates: { packages: msu, source: none }").updates())
        .isEqualTo(new Updates(directory, Optional.empty()));
    assertThat(read(LEAST + "updates: { packages: msu, source: microsoft-update }").updates())
        .isEqualTo(new Updates(directory, microsoft));
    assertThat(read(LEAST + "updates: {}").updates())
        .isEqualTo(new Updates(Optional.empty(), microsoft));
    assertThat(read(LEAST + "updates: none").updates().isNone()).isTrue();
  }

  @Test
  void updatesCanBeLeftOutAndMayFail() {
    Recipe recipe =
        read(
            LEAST
                + """
                updates: { exclude: [KB5034439, KB5007651], onFailure: report }
                limits: { oneUpdate: 90m }
                """);

    assertThat(recipe.updates().server()).isPresent();
    assertThat(recipe.updates().excluded()).containsExactly("KB5034439", "KB5007651");
    assertThat(recipe.updates().onFailure()).isEqualTo(OnFailure.REPORT);
    assertThat(recipe.limits().oneUpdate()).isEqualTo(Duration.ofMinutes(90));
    assertThat(read(LEAST).updates().onFailure()).isEqualTo(OnFailure.FAIL);
    Limits defaults = read(LEAST).limits();
    assertThat(defaults.oneUpdate()).isEqualTo(Duration.ofHours(2));
    // Two tries of one update leave half of the run to the others.
    assertThat(defaults.update()).isGreaterThanOrEqualTo(defaults.oneUpdate().multipliedBy(4));
  }

  @Test
  void aProductKeyComesFromTheEnvironmentOrAFile() throws IOException {
    ProductKey key = ProductKey.own("W269N-WFGWX-YVC9B-4J6C9-T83GX");
    Files.writeString(directory.resolve("key.txt"), "W269N-WFGWX-YVC9B-4J6C9-T83GX\n");
    Recipe fromEnvironment = read(LEAST + "windows: { productKey: { env: WINDOWS_KEY } }");
    Recipe fromFile = read(LEAST + "windows: { productKey: { file: key.txt } }");
    assertThat(fromEnvironment.windows().productKey()).isEqualTo(new ProductKeyChoice.Own(key));
    assertThat(fromFile.windows().productKey()).isEqualTo(new ProductKeyChoice.Own(key));
    assertThat(fromFile.toString()).doesNotContain("W269N");
  }

  @Test
  void onWindowsAVariableIsFoundInAnyCase() throws IOException {
    Map<String, String> environment =
        EnvironmentVariables.of(
            Map.of("Windows_Key", "W269N-WFGWX-YVC9B-4J6C9-T83GX"), HostSystem.WINDOWS);
    Path recipe = directory.resolve("windows.yaml");
    Files.writeString(recipe, LEAST + "windows: { productKey: { env: windows_key } }");

    assertThat(new RecipeFile(recipe, environment).read().windows().productKey())
        .isInstanceOf(ProductKeyChoice.Own.class);
  }

  @Test
  void filesAreReadAsTheEditorsOfWindowsWriteThem() throws IOException {
    ProductKey key = ProductKey.own("W269N-WFGWX-YVC9B-4J6C9-T83GX");
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String mark : List.of("", "\uFEFF")) {
        byte[] written = (mark + key.reveal() + "\r\n").getBytes(charset);
        Files.write(directory.resolve("key.txt"), written);
        Path recipe = directory.resolve("windows.yaml");
        String text = mark + LEAST + "windows: { productKey: { file: key.txt } }\r\n";
        Files.write(recipe, text.getBytes(charset));
        assertThat(new RecipeFile(recipe, Map.of()).read().windows().productKey())
            .as(charset + mark)
            .isEqualTo(new ProductKeyChoice.Own(key));
      }
    }
  }

  @Test
  void saysWhereTheImageIsPublishedAndAsWhat() {
    assertThat(read(LEAST).publish()).isEmpty();
    assertThat(read(LEAST + "publish: mycloud").publish().orElseThrow().clouds())
        .containsExactly("mycloud");
    assertThat(
            read(LEAST.replace("a.iso }", "a.iso }, cloudbaseInit: { path: c.msi }")
                    + """
                    publish:
                      clouds: [a, b, a]
                      regions: [R]
                      name: Windows Server 2022
                      protect: true
                      tags: [windows]
                      properties: { hw_tpm_version: 2.0, os_require_quiesce: yes, hw_rng_model: "" }
                      share: [0123abc]
                      keep: 3
                      older: delete
                      try: { flavor: m1.small, network: private, keypair: mine, limit: 45m }
                    """)
                .publish())
        .contains(
            new PublishSettings(
                Optional.empty(),
                List.of("a", "b"),
                List.of("R"),
                Optional.of("Windows Server 2022"),
                Optional.empty(),
                Optional.of(true),
                List.of("windows"),
                Map.of("hw_tpm_version", "2.0", "os_require_quiesce", "yes", "hw_rng_model", ""),
                List.of("0123abc"),
                OptionalInt.of(3),
                Older.DELETE,
                Optional.of(
                    new PublishTrial(
                        Optional.of("m1.small"),
                        Optional.of("private"),
                        Optional.of("mine"),
                        Duration.ofMinutes(45)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "windows: { productKey: %s }|windows.productKey",
        "windows: { locale: %s }|windows.locale",
        "windows: { timeZone: %s }|windows.timeZone",
        "machine: { hypervisor: %s }|machine.hypervisor",
        "machine: { disk: %s }|machine.disk",
        "machine: { memory: %s }|machine.memory",
        "machine: { cpus: %s }|machine.cpus",
        "machine: { tpm: %s }|machine.tpm",
        "cloudbaseInit: { username: %s }|cloudbaseInit.username",
        "cloudbaseInit: { groups: %s }|cloudbaseInit.groups",
        "updates: %s|updates",
        "image: { format: %s }|image.format",
      })
  void theDefaultThatTheSchemaNamesIsTheOneThatApplies(String yamlAndPath) {
    String yaml = yamlAndPath.substring(0, yamlAndPath.indexOf('|'));
    String path = yamlAndPath.substring(yamlAndPath.indexOf('|') + 1);
    assertThat(read(LEAST + yaml.formatted(standard(path)))).isEqualTo(read(LEAST));
  }

  private static String standard(String path) {
    String standard = "";
    Class<?> type = Recipe.class;
    for (String name : path.split("\\.", -1)) {
      for (Part part : Part.keys(type)) {
        if (part.name().equals(name)) {
          standard = part.key().standard();
          type = part.form();
          break;
        }
      }
    }
    assertThat(standard).as(path).isNotEmpty();
    return standard;
  }

  @Test
  void theManualHasTheDefaultOfEveryKey() throws IOException {
    String manual = Files.readString(Path.of("docs/recipe.md"));
    Map<String, String> standards = new TreeMap<>();
    collect(Recipe.class, "", standards);
    assertThat(standards).hasSizeGreaterThan(40).containsEntry("machine.disk", "40G");
    standards.forEach(
        (path, standard) ->
            assertThat(manual)
                .as(path)
                .containsAnyOf(
                    "| `" + inTheManual(path) + "` | `" + standard + "`",
                    "`" + path + "` is `" + standard + "` (the default)"));
  }

  private static void collect(Class<?> type, String prefix, Map<String, String> standards) {
    for (Part part : Part.keys(type)) {
      String path = prefix + part.name();
      if (!part.key().standard().isEmpty()) {
        standards.put(path, part.key().standard());
      }
      if (part.isRecord()) {
        collect(part.form(), path + (part.count() == Part.Count.LIST ? "[]." : "."), standards);
      }
    }
  }

  @Test
  void theManualHasEveryKeyAndEveryWord() throws IOException {
    String manual = Files.readString(Path.of("docs/recipe.md"));
    for (String path : KnownKeys.ofRecipe().paths()) {
      String key = inTheManual(path);
      assertThat(manual).containsPattern("\\b" + java.util.regex.Pattern.quote(key) + "(`|:)");
    }
    for (Release release : Release.values()) {
      assertThat(manual).contains("`" + release.id() + "`");
    }
  }

  /** A medium's own keys are described once for all of them. */
  private static String inTheManual(String path) {
    return path.replaceFirst("^media\\.[A-Za-z]+(\\[])?\\.", "");
  }

  private Recipe read(String yaml) {
    return new RecipeTexts(directory).read(yaml);
  }
}
