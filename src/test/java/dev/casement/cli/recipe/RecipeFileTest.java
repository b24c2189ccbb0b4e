package dev.casement.cli.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.build.Limits;
import dev.casement.build.PublishSettings;
import dev.casement.build.Recipe;
import dev.casement.build.Recipe.ProductKeyChoice;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.PageFile;
import dev.casement.guest.SystemSettings;
import dev.casement.guest.UpdateSource;
import dev.casement.hypervisor.Machine.Network;
import dev.casement.openstack.PublishOrder.Older;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import dev.casement.windows.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeFileTest {
  private static final String LEAST = "name: x\nmedia: { install: { path: a.iso } }\n";

  @TempDir Path directory;

  @Test
  void fillsInEveryDefault() {
    Recipe recipe = read(LEAST);
    assertThat(recipe.media().install().location())
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
                "UTC"));
    assertThat(recipe.machine())
        .isEqualTo(
            new Recipe.Machine(
                "qemu",
                Optional.empty(),
                DataSize.gibibytes(40),
                DiskBus.SATA,
                DataSize.gibibytes(4),
                2,
                false,
                Optional.empty(),
                Network.ISOLATED));
    assertThat(recipe.cloudbaseInit()).isEqualTo(CloudbaseInitSettings.defaults());
    assertThat(recipe.updates()).isEqualTo(Recipe.Updates.fromMicrosoft());
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
                new PageFile.Automatic()));
    assertThat(recipe.cleanUp())
        .isEqualTo(
            new CleanUpSettings(
                CleanUpSettings.Components.SUPERSEDED,
                CleanUpSettings.StoreApps.REPORT,
                true,
                true));
    assertThat(recipe.image().format().id()).isEqualTo("qcow2");
    assertThat(recipe.image().compress()).isTrue();
    assertThat(recipe.limits()).isEqualTo(Limits.defaults());
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
              drivers: { path: /abs/v.iso }
              cloudbaseInit: { path: ../c.msi }
            windows:
              release: windows-11
              architecture: arm64
              index: 3
              productKey: w269n-wfgwx-yvc9b-4j6c9-t83gx
              locale: de-DE
              timeZone: W. Europe Standard Time
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
            cleanUp: { components: reset-base, storeApps: remove, eventLogs: false, freeSpace: false }
            image: { format: vhdx }
            limits: { acquire: 1h, install: 2h30m, update: 45s, generalize: 3m, packaging: 4m, silence: 5m, resets: 2, updateRounds: 7 }
            """
                .formatted("12E4".repeat(16)));
    assertThat(recipe.media().install().location())
        .isInstanceOfSatisfying(
            Recipe.Location.Download.class,
            download -> assertThat(download.url()).hasHost("example.test"));
    assertThat(recipe.media().install().sha256().orElseThrow().hex()).isEqualTo("12e4".repeat(16));
    assertThat(recipe.media().cloudbaseInit().orElseThrow().location())
        .isEqualTo(
            new Recipe.Location.LocalFile(directory.resolveSibling("c.msi").toAbsolutePath()));
    assertThat(recipe.windows().release()).contains(Release.WINDOWS_11);
    assertThat(recipe.windows().image())
        .contains(new Recipe.ImageSelector.ByIndex(new dev.casement.windows.ImageIndex(3)));
    assertThat(recipe.windows().productKey())
        .isEqualTo(new ProductKeyChoice.Own(new Secret("W269N-WFGWX-YVC9B-4J6C9-T83GX")));
    assertThat(recipe.machine().firmware()).contains(Firmware.UEFI_SECURE);
    assertThat(recipe.machine().setupMedium()).contains(Recipe.SetupMedium.CD);
    assertThat(recipe.machine().tpm()).isTrue();
    assertThat(recipe.machine().disk()).isEqualTo(Release.WINDOWS_11.usualDisk());
    assertThat(recipe.steps())
        .containsExactly(
            new Recipe.UserScript(
                directory.resolve("a.ps1"),
                List.of("-Mode", "2022"),
                Duration.ofSeconds(90),
                Recipe.When.FIRST_LOGON),
            new Recipe.UserScript(
                directory.resolve("b.cmd"),
                List.of(),
                Duration.ofMinutes(30),
                Recipe.When.BEFORE_SYSPREP));
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
                new PageFile.Fixed(DataSize.gibibytes(2))));
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
        .isEqualTo(new Recipe.Updates(directory, Optional.empty()));
    assertThat(read(LEAST + "updates: { packages: msu, source: none }").updates())
        .isEqualTo(new Recipe.Updates(directory, Optional.empty()));
    assertThat(read(LEAST + "updates: { packages: msu, source: microsoft-update }").updates())
        .isEqualTo(new Recipe.Updates(directory, microsoft));
    assertThat(read(LEAST + "updates: {}").updates())
        .isEqualTo(new Recipe.Updates(Optional.empty(), microsoft));
    assertThat(read(LEAST + "updates: none").updates().isNone()).isTrue();
  }

  @Test
  void reportsEveryProblemAtOnceInTheOrderOfTheFile() {
    BuildException failure =
        failure(
            """
            name: a b
            media:
              install: { path: a.iso, url: "ftp://x/y" }
              driver: { path: v.iso }
            windows:
              edition: ServerStandard
              index: 0
              release: windows-server-2023
            machine:
              disk: big
              cpus: many
              firmware: efi
              tpm: yes
            disk: 40G
            updates: { wsus: wsus.local, source: none }
            steps: [ { args: no-list } ]
            limits: { install: 2 hours, silence: 0s }
            """);
    String file = directory.resolve("recipe.yaml").toString();
    assertThat(failure.failure()).isEqualTo(Failure.RECIPE);
    assertThat(failure.what().replace(file, "recipe.yaml").lines())
        .containsExactly(
            "the recipe has 18 problems",
            "recipe.yaml:1:7: name: must be 1 to 63 letters, digits, dots, hyphens or underscores, a"
                + " letter or digit first",
            "recipe.yaml:3:32: media.install.url: \"ftp://x/y\" is no http or https address with a"
                + " host",
            "recipe.yaml:3:32: media.install: has path and url; write only one of them",
            "recipe.yaml:4:3: media.driver: unknown key; did you mean drivers?",
            "recipe.yaml:7:10: windows.index: 0 is not from 1 to 999",
            "recipe.yaml:7:10: windows: has edition and index; write only one of them",
            "recipe.yaml:8:12: windows.release: \"windows-server-2023\" is not one of windows-7,"
                + " windows-8.1, windows-10, windows-11, windows-server-2008-r2,"
                + " windows-server-2012, windows-server-2012-r2, windows-server-2016,"
                + " windows-server-2019, windows-server-2022, windows-server-2025; did you mean"
                + " windows-server-2022?",
            "recipe.yaml:10:9: machine.disk: \"big\" is no size; write a number and K, M, G or T,"
                + " such as 40G",
            "recipe.yaml:11:9: machine.cpus: \"many\" is no whole number",
            "recipe.yaml:12:13: machine.firmware: \"efi\" is not one of bios, uefi, uefi-secure; did"
                + " you mean uefi?",
            "recipe.yaml:13:8: machine.tpm: \"yes\" is neither true nor false",
            "recipe.yaml:14:1: disk: unknown key; did you mean machine.disk?",
            "recipe.yaml:15:18: updates.wsus: \"wsus.local\" is no http or https address with a host",
            "recipe.yaml:15:18: updates: has source and wsus; write only one of them",
            "recipe.yaml:16:10: steps[0].run: is missing: A .ps1, .cmd, .bat or .exe file; relative"
                + " to the recipe's directory. Exit code 0 means done, 3010 and 1641 done and reboot,"
                + " 1003 reboot and run again.",
            "recipe.yaml:16:18: steps[0].args: must be a list, not the single value \"no-list\"",
            "recipe.yaml:17:20: limits.install: \"2 hours\" is no duration; write hours, minutes and"
                + " seconds such as 2h30m or 45s",
            "recipe.yaml:17:38: limits.silence: 0s is not from 1s to 168h");
  }

  @Test
  void pointsAtTheEnclosingMappingWhenAKeyIsMissing() {
    assertThat(problems("name: x\nmedia:\n  drivers: { path: v.iso }\n"))
        .containsExactly("3:3: media.install: is missing: Microsoft's install ISO.");
    assertThat(problems("# nothing else\nimage: { compress: true }\n"))
        .containsExactly(
            "2:1: name: is missing: Names the build, its directory and its image.",
            "2:1: media: is missing: What the build starts from.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "machine: [1]|3:10: machine: must be keys and values (hypervisor, firmware, disk, diskBus,"
            + " memory, cpus, tpm, setupMedium, network), not a list",
        "machine:|3:9: machine: has no value; give it one or remove the key",
        "machine: { disk: 999999999999T }|3:18: machine.disk: \"999999999999T\" is more than any disk"
            + " holds",
        "machine: { disk: 65T }|3:18: machine.disk: 65T is not from 1G to 64T",
        "machine: { firmware: uefi, setupMedium: floppy }|3:41: machine.setupMedium: a floppy is not"
            + " seen under UEFI; write cd, or firmware: bios",
        "machine: { diskBus: virtio }|3:21: machine.diskBus: Windows has no driver for virtio; add"
            + " media.drivers, or write sata",
        "image: { format: raw, compress: true }|3:33: image.compress: raw cannot be compressed; only"
            + " qcow2 can",
        "windows: { timeZone: Europe/Berlin }|3:22: windows.timeZone: must be a name of Windows such"
            + " as W. Europe Standard Time (tzutil /l lists them), not an IANA name such as"
            + " Europe/Berlin",
        "windows: { locale: english }|3:20: windows.locale: must be a language tag such as en-US or"
            + " sr-Latn-RS",
        "windows: { image: \" \" }|3:19: windows.image: is blank; give it a value or remove the key",
        "hooks: { before: x }|3:1: hooks: unknown key; known here: name, media, windows,"
            + " machine, cloudbaseInit, updates, steps, settings, cleanUp, image, limits,"
            + " publish",
        "cloudbaseInit: { groups: [\"a,b\"] }|3:27: cloudbaseInit.groups[0]: must be the name of a group,"
            + " such as Remote Desktop Users, without commas",
        "cloudbaseInit: { metadataServices: [http, http] }|3:16: cloudbaseInit: a metadata service is"
            + " named twice",
        "settings: { pageFile: 8M }|3:23: settings.pageFile: a page file has 16M or more, got 8M",
        "settings: { pageFile: large }|3:23: settings.pageFile: must be automatic, none or a size"
            + " such as 2G",
        "name: y|3:1: name: is here twice; it is already on line 1",
        "machine: { cpus: 1, cpus: 2 }|3:21: machine.cpus: is here twice; it is already on line 3",
        "windows: &w { index: 1 }|3:10: windows: an anchor (&w); recipes use none",
        "windows: *w|3:10: windows: an alias (*w); write the value itself here",
        "windows: { image: !!str 7 }|3:19: windows.image: a tag (tag:yaml.org,2002:str); recipes use"
            + " none",
        "windows: { [a]: b }|3:12: windows: a key is a word, not a list or a mapping",
        "updates: { wsus: \"http://me:pw@wsus/\" }|3:18: updates.wsus: has a user or password in it,"
            + " which logs would show; use an address without",
        "steps: { run: a.ps1 }|3:8: steps: must be a list, not keys and values",
      })
  void saysWhatIsWrongAndWhatWouldBeRight(String yaml, String problem) {
    String text = LEAST + yaml.replace("\\n", "\n");
    assertThat(problems(text)).containsExactly(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: x\\nmedia: { install|2:",
        "name: 'x|1:",
        "name: x\\n\\tmedia: 1|2:1",
        "a: b: c|1:5",
        "%YAML 9.9\\n---\\nname: x|",
      })
  void syntaxErrorsHaveAPosition(String yaml, String position) {
    String text = yaml.replace("\\n", "\n").replace("\\t", "\t");
    assertThat(problems(text)).isNotEmpty();
    assertThat(problems(text).getFirst()).startsWith(position == null ? "" : position);
  }

  @Test
  void controlCharactersAreFoundWhereTheyAre() {
    assertThat(problems("name: x\nmedia: \u0007"))
        .containsExactly("2:8: the character U+0007 is not allowed");
  }

  @Test
  void anAliasBombUnfoldsNothing() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      String reference = "*a" + (i - 1);
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(String.join(", ", java.util.Collections.nCopies(9, reference))).append("]\n");
    }
    BuildException failure = failure(bomb.toString());
    assertThat(failure.what()).contains("an anchor (&a0); recipes use none").contains("… and");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void deepNestingIsRefused(String opening) {
    assertThat(problems(opening.repeat(5000))).hasSize(1).first().asString().contains("32 levels");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(problems(LEAST + "---\nname: y\n"))
        .containsExactly("4:1: a second document; a recipe is one YAML document");
  }

  @Test
  void emptyFilesAreNoRecipe() {
    assertThat(problems("# only a comment\n"))
        .containsExactly("1:1: the recipe is empty; it needs at least name and media");
  }

  @Test
  void aProductKeyComesFromTheEnvironmentOrAFile() throws IOException {
    Secret key = new Secret("W269N-WFGWX-YVC9B-4J6C9-T83GX");
    Files.writeString(directory.resolve("key.txt"), "W269N-WFGWX-YVC9B-4J6C9-T83GX\n");
    Recipe fromEnvironment = read(LEAST + "windows: { productKey: { env: WINDOWS_KEY } }");
    Recipe fromFile = read(LEAST + "windows: { productKey: { file: key.txt } }");
    assertThat(fromEnvironment.windows().productKey()).isEqualTo(new ProductKeyChoice.Own(key));
    assertThat(fromFile.windows().productKey()).isEqualTo(new ProductKeyChoice.Own(key));
    assertThat(fromFile.toString()).doesNotContain("W269N");
  }

  @Test
  void anAccountNameThatWindowsDoesNotTakeIsAProblemOfTheRecipe() {
    assertThat(problems(LEAST + "cloudbaseInit: { username: a-name-of-21-letters-x }"))
        .containsExactly(
            "3:28: cloudbaseInit.username: must be a Windows account name: 1 to 20 characters, none"
                + " of \"/\\[]:;|=,+*?<>@%");
    assertThat(problems(LEAST + "cloudbaseInit: { username: a. }"))
        .singleElement()
        .asString()
        .startsWith("3:28: cloudbaseInit.username: \"a.\" is no account name");
    assertThat(problems(LEAST + "cloudbaseInit: { groups: [a, ' b', 'a,b'] }"))
        .hasSize(2)
        .allMatch(problem -> problem.contains("must be the name of a group"))
        .first()
        .asString()
        .startsWith("3:30: cloudbaseInit.groups[1]");
  }

  @Test
  void aClientsNewAccountCannotBeOneThatWindowsHas() {
    String administrator =
        LEAST + "cloudbaseInit: { username: Administrator }\nwindows: { release: ";
    assertThat(problems(administrator + "windows-10 }"))
        .containsExactly(
            "3:28: cloudbaseInit.username: \"Administrator\" is an account that Windows has already");
    assertThat(read(administrator + "windows-server-2022 }").cloudbaseInit().username())
        .as("a server has it, and cloudbase-init takes it")
        .isEqualTo("Administrator");
  }

  @Test
  void noMessageShowsAProductKey() throws IOException {
    Files.writeString(directory.resolve("key.txt"), "SECRT-SECRT");
    assertThat(problems(LEAST + "windows: { productKey: SECRT-SECRT }"))
        .containsExactly(
            "3:24: windows.productKey: must be kms, none, or a key of five groups of five such as"
                + " XXXXX-XXXXX-XXXXX-XXXXX-XXXXX");
    assertThat(problems(LEAST + "windows: { productKey: { file: key.txt } }"))
        .containsExactly(
            "3:24: windows.productKey: the file key.txt holds no product key: a product key is five"
                + " groups of five of the characters BCDFGHJKMNPQRTVWXY2346789, joined by hyphens");
    assertThat(problems(LEAST + "windows: { productKey: AAAAA-BBBBB-CCCCC-DDDDD-SECRT }"))
        .containsExactly(
            "3:24: windows.productKey: it holds no product key: a product key is five groups of five"
                + " of the characters BCDFGHJKMNPQRTVWXY2346789, joined by hyphens");
    assertThat(problems(LEAST + "windows: { productKey: { env: NOT_SET } }"))
        .containsExactly(
            "3:24: windows.productKey: the environment has no variable NOT_SET; set it");
  }

  @Test
  void filesThatAreNoRecipesSaySo() throws IOException {
    Path large = directory.resolve("large.yaml");
    byte[] zeros = new byte[(1 << 20) + 1];
    Arrays.fill(zeros, (byte) '#');
    Files.write(large, zeros);
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, "name: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(failureOf(large).what()).endsWith("is larger than 1 MiB");
    assertThat(failureOf(binary).what()).endsWith("is not UTF-8 text");
    assertThat(failureOf(directory).what()).endsWith("is a directory");
    assertThat(failureOf(directory.resolve("none.yaml")).what()).endsWith("is not there");
  }

  @Property(tries = 300)
  void anyTextGivesARecipeOrProblemsButNeverAnotherError(@ForAll String text) {
    Problems problems = new Problems();
    YamlReader.read(text, problems)
        .ifPresent(root -> new DocumentReader(problems).read(root, RecipeDocument.class));
  }

  @Property(tries = 500)
  void aSlipOfThePenGivesARecipeOrProblemsButNeverAnotherError(
      @ForAll @IntRange(max = 2000) int place, @ForAll @CharRange(from = 9, to = 126) char slip)
      throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(Path.of("examples/windows-7.yaml")));
    text.setCharAt(place % text.length(), slip);
    anyTextGivesARecipeOrProblemsButNeverAnotherError(text.toString());
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

  @Test
  void saysWhereTheImageIsPublishedAndAsWhat() {
    assertThat(read(LEAST).publish()).isEmpty();
    assertThat(read(LEAST + "publish: mycloud").publish().orElseThrow().clouds())
        .containsExactly("mycloud");
    assertThat(
            read(LEAST
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
                    """)
                .publish())
        .contains(
            new PublishSettings(
                List.of("a", "b"),
                List.of("R"),
                Optional.of("Windows Server 2022"),
                Optional.empty(),
                true,
                List.of("windows"),
                Map.of("hw_tpm_version", "2.0", "os_require_quiesce", "yes", "hw_rng_model", ""),
                List.of("0123abc"),
                OptionalInt.of(3),
                Older.DELETE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish: { share: [a], visibility: public }|cannot be shared",
        "publish: { properties: { casement_build: x } }|Casement's own",
        "publish: { properties: { os_glance_x: x } }|Glance's own",
        "publish: { properties: { min_ram: 4096 } }|every image has it",
        "publish: { properties: { hw_rng_model: } }|written \"\"",
        "publish: { properties: [a] }|must be keys and values",
        "publish: { name: ' ' }|is blank",
      })
  void refusesWhatNoStoreTakes(String yaml, String words) {
    assertThat(problems(LEAST + yaml)).singleElement().asString().startsWith("3:").contains(words);
  }

  @Test
  void theManualHasEveryKeyAndEveryWord() throws IOException {
    String manual = Files.readString(Path.of("docs/recipe.md"));
    for (String path : KnownKeys.ofRecipe().paths()) {
      // A medium's own keys are described once for the three of them.
      String key = path.replaceFirst("^media\\.[A-Za-z]+\\.", "");
      assertThat(manual).containsPattern("\\b" + java.util.regex.Pattern.quote(key) + "(`|:)");
    }
    for (Release release : Release.values()) {
      assertThat(manual).contains("`" + release.id() + "`");
    }
    Limits limits = Limits.defaults();
    assertThat(manual)
        .contains(
            "`limits.install` | `" + dev.casement.build.Durations.format(limits.install()) + "`")
        .contains(
            "`limits.update` | `" + dev.casement.build.Durations.format(limits.update()) + "`")
        .contains(
            "`limits.silence` | `" + dev.casement.build.Durations.format(limits.silence()) + "`")
        .contains("`limits.resets` | `" + limits.resets() + "`");
  }

  private static String standard(String path) {
    String standard = "";
    Class<?> type = RecipeDocument.class;
    for (String name : path.split("\\.", -1)) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (component.getName().equals(name)) {
          standard = component.getAnnotation(Key.class).standard();
          type = component.getType();
          break;
        }
      }
    }
    assertThat(standard).as(path).isNotEmpty();
    return standard;
  }

  private Recipe read(String yaml) {
    try {
      Path file = Files.writeString(directory.resolve("recipe.yaml"), yaml);
      return new RecipeFile(file, Map.of("WINDOWS_KEY", "w269n-wfgwx-yvc9b-4j6c9-t83gx")).read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private BuildException failure(String yaml) {
    return catchThrowableOfType(BuildException.class, () -> read(yaml));
  }

  private static BuildException failureOf(Path file) {
    return catchThrowableOfType(BuildException.class, () -> new RecipeFile(file, Map.of()).read());
  }

  /** The problems of a recipe, without the file's name. */
  private List<String> problems(String yaml) {
    String prefix = directory.resolve("recipe.yaml") + ":";
    return failure(yaml).what().lines().skip(1).map(line -> line.replace(prefix, "")).toList();
  }
}
