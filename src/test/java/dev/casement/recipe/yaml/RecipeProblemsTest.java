package dev.casement.recipe.yaml;

import static dev.casement.recipe.yaml.RecipeTexts.LEAST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is wrong with a recipe is said with its place, all at once, and with what would be right.
 */
class RecipeProblemsTest {
  @TempDir Path directory;

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
            "recipe.yaml:1:7: name: must be 1 to 63 letters, digits, dots, hyphens or underscores,"
                + " a letter or digit first",
            "recipe.yaml:3:32: media.install.url: \"ftp://x/y\" is not an http or https address"
                + " with a"
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
            "recipe.yaml:10:9: machine.disk: \"big\" is not a size; write a number and K, M, G or"
                + " T,"
                + " such as 40G",
            "recipe.yaml:11:9: machine.cpus: \"many\" is not a whole number",
            "recipe.yaml:12:13: machine.firmware: \"efi\" is not one of bios, uefi, uefi-secure;"
                + " did you mean uefi?",
            "recipe.yaml:13:8: machine.tpm: \"yes\" is neither true nor false",
            "recipe.yaml:14:1: disk: unknown key; did you mean machine.disk?",
            "recipe.yaml:15:18: updates.wsus: \"wsus.local\" is not an http or https address with"
                + " a host",
            "recipe.yaml:15:18: updates: has source and wsus; write only one of them",
            "recipe.yaml:16:10: steps[0].run: is missing: A .ps1, .cmd, .bat or .exe file; relative"
                + " to the recipe's directory. Exit code 0 means done, 3010 and 1641 done and"
                + " reboot, 1003 reboot and run again.",
            "recipe.yaml:16:18: steps[0].args: must be a list, not the single value \"no-list\"",
            "recipe.yaml:17:20: limits.install: \"2 hours\" is not a duration; write hours,"
                + " minutes and"
                + " seconds such as 2h30m or 45s",
            "recipe.yaml:17:38: limits.silence: 0s is not from 1s to 168h");
  }

  /**
   * By release or version, as people expect it, a recipe would be another one when media change.
   */
  @Test
  void whoeverNamesAReleaseOrAVersionOfAMediumIsToldItsName() {
    assertThat(
            problems(
                """
                name: x
                media:
                  install: { evaluation: windows-server-2022, language: en-US }
                  drivers: { virtioWin: 0.1.271 }
                  cloudbaseInit: { version: 1.1.8 }
                """))
        .anyMatch(
            problem ->
                problem.endsWith(
                    "3:14: media.install.evaluation: unknown key; a medium of the catalogue is"
                        + " written name: windows-server-2022-evaluation-20348.587"))
        .anyMatch(
            problem ->
                problem.endsWith(
                    "4:14: media.drivers.virtioWin: unknown key; a medium of the catalogue is"
                        + " written name: virtio-win-0.1.271"))
        .anyMatch(
            problem ->
                problem.endsWith(
                    "5:20: media.cloudbaseInit.version: unknown key; a medium of the catalogue is"
                        + " written name: cloudbase-init-1.1.8"));
    assertThat(problems("name: x\nmedia: { install: { evaluation: windows-7, path: a.iso } }\n"))
        .singleElement()
        .asString()
        .endsWith(
            "media.install.evaluation: unknown key; known here: path, name, url, sha256,"
                + " acceptLicense");
  }

  @Test
  void aTrialBootNeedsACloudbaseInitThatCanBeHeard() {
    String boot = "verify: { boot: true }\n";
    String media = "name: x\nmedia: { install: { path: a.iso }, cloudbaseInit: { path: c.msi } }\n";
    assertThat(new RecipeTexts(directory).read(media + boot).verify().boot()).isTrue();
    assertThat(problems(LEAST + boot))
        .singleElement()
        .asString()
        .contains("verify.boot", "add media.cloudbaseInit");
    assertThat(
            problems(
                media + boot + "cloudbaseInit: { console: false, metadataServices: [http] }\n"))
        .hasSize(2)
        .allMatch(problem -> problem.contains("verify.boot"))
        .anyMatch(problem -> problem.contains("cloudbaseInit.console: true"))
        .anyMatch(problem -> problem.contains("add config-drive"));
  }

  @Test
  void aServerOnTrialNeedsACloudbaseInitThatCanBeHeardToo() {
    String trial = "publish: { cloud: c, try: {} }\n";
    String media = "name: x\nmedia: { install: { path: a.iso }, cloudbaseInit: { path: c.msi } }\n";
    assertThat(problems(LEAST + trial))
        .singleElement()
        .asString()
        .contains("publish.try", "add media.cloudbaseInit");
    String http = "cloudbaseInit: { metadataServices: [http] }\n";
    assertThat(problems(media + trial + http))
        .singleElement()
        .asString()
        .contains("publish.try", "add config-drive");
    assertThat(
            new RecipeTexts(directory)
                .read(media + http + "publish: { try: { network: n } }\n")
                .publish()
                .orElseThrow()
                .trial())
        .isPresent();
  }

  /** oslo.config opens its files in the ANSI code page, which is that of the system locale. */
  @Test
  void aNameThatCloudbaseInitCouldNotReadIsRefused() {
    String names = "cloudbaseInit: { username: Ásgeir, groups: [Users, Операторы] }\n";
    assertThat(problems(LEAST + names))
        .containsExactly(
            "3:52: cloudbaseInit.groups[1]: \"Операторы\" cannot stand in cloudbase-init's"
                + " configuration: the code page of en-US, 1252, has no \"О\"; use characters that"
                + " windows.locale has");
    assertThat(problems(LEAST + names + "windows: { locale: hi-IN }\n"))
        .hasSize(2)
        .first()
        .asString()
        .contains("cloudbaseInit.username", "hi-IN has no code page, only ASCII, and so no \"Á\"");
    assertThat(problems(LEAST + names + "windows: { locale: ru-RU }\n"))
        .singleElement()
        .asString()
        .contains("cloudbaseInit.username", "the code page of ru-RU, 1251, has no \"Á\"");
    assertThat(
            problems(
                LEAST
                    + names.replace("Ásgeir", "Иван")
                    + "windows: { locale: ru-RU, timeZone: None }\n"))
        .singleElement()
        .asString()
        .contains("windows.timeZone");
  }

  @Test
  void aBaseImageHasOnlyOneWindowsAndBringsItsDrivers() {
    assertThat(
            problems(
                """
                name: x
                media:
                  base: { path: b.qcow2 }
                windows: { index: 2 }
                machine: { diskBus: virtio }
                """))
        .containsExactly(
            "4:19: windows.index: selects from an install medium; leave it out with media.base");
    assertThat(problems("name: x\nmedia:\n  install: { path: a.iso }\n  base: { path: b.qcow2 }\n"))
        .containsExactly("4:9: media: has install and base; write only one of them");
  }

  @Test
  void pointsAtTheEnclosingMappingWhenAKeyIsMissing() {
    assertThat(problems("name: x\nmedia:\n  drivers: { path: v.iso }\n"))
        .containsExactly("3:3: media: needs one of install, base");
    assertThat(problems("# nothing else\nimage: { compress: true }\n"))
        .containsExactly(
            "2:1: name: is missing: Names the build, its directory and its image.",
            "2:1: media: is missing: What the build starts from.");
  }

  @Test
  void aDriverWithoutWhichAnInstanceHasNoDiskOrNetworkCannotBeExcluded() {
    assertThat(
            problems(
                """
                name: x
                media:
                  install: { path: a.iso }
                  drivers: { path: v.iso, exclude: [viorng, NetKVM, VioRNG] }
                """))
        .containsExactly(
            "4:45: media.drivers.exclude[1]: NetKVM cannot be left out: instances need it for their"
                + " disk or network",
            "4:53: media.drivers.exclude[2]: VioRNG appears twice");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "machine: [1]|3:10: machine: must be keys and values (hypervisor, firmware, disk, diskBus,"
            + " memory, cpus, tpm, setupMedium, network, openstack), not a list",
        "machine:|3:9: machine: has no value; give it one or remove the key",
        "machine: { disk: 999999999999T }|3:18: machine.disk: \"999999999999T\" is more than any"
            + " disk holds",
        "machine: { disk: 65T }|3:18: machine.disk: 65T is not from 1G to 64T",
        "machine: { firmware: uefi, setupMedium: floppy }|3:41: machine.setupMedium: a floppy is"
            + " not seen under UEFI; write cd, or firmware: bios",
        "machine: { diskBus: virtio }|3:21: machine.diskBus: Windows has no driver for virtio; add"
            + " media.drivers, or write sata",
        "image: { format: raw, compression: zstd }|3:36: image.compression: the image is not"
            + " compressed",
        "image: { compression: lzma }|3:23: image.compression: \"lzma\" is not one of zlib, zstd",
        "image: { format: raw, compress: true }|3:33: image.compress: raw cannot be compressed;"
            + " only qcow2 can",
        "windows: { timeZone: Europe/Berlin }|3:22: windows.timeZone: Windows has no time zone"
            + " \"Europe/Berlin\"; did you mean W. Europe Standard Time?",
        "windows: { timeZone: CET }|3:22: windows.timeZone: Windows has no time zone \"CET\"; did"
            + " you mean Central Europe Standard Time?",
        "windows: { timeZone: \"a & b\" }|3:22: windows.timeZone: must be a name of Windows such as"
            + " W. Europe Standard Time (tzutil /l lists them)",
        "windows: { locale: en-NL }|3:20: windows.locale: Windows has no locale \"en-NL\"; it has"
            + " fy-NL, nl-NL",
        "windows: { keyboard: de-CH;0407:00000999 }|3:22: windows.keyboard: Windows has no keyboard"
            + " layout \"00000999\"",
        "windows: { keyboard: qwertz }|3:22: windows.keyboard: must be a language tag such as"
            + " en-US, or locale and layout such as 0409:00020409; several are joined by"
            + " semicolons",
        "windows: { organization: \"\" }|3:26: windows.organization: is blank; give it a value or"
            + " remove the key",
        "windows: { owner: \"a\\tb\" }|3:19: windows.owner: must be a name of at most 256"
            + " characters, in one line",
        "windows: { features: [Web-Server] }|3:23: windows.features[0]: Web-Server is Server"
            + " Manager's name; dism calls it IIS-WebServerRole",
        "windows: { features: [SNMP, NetFx3, netfx3] }|3:37: windows.features[2]: netfx3 appears"
            + " twice",
        "windows: { features: [a b] }|3:23: windows.features[0]: must be a name that dism uses,"
            + " such as NetFx3",
        "windows: { capabilities: [OpenSSH.Server] }|3:27: windows.capabilities[0]: must be a name"
            + " of a capability such as OpenSSH.Server~~~~0.0.1.0",
        "windows: { capabilities: [Language.Basic~~~fr-FR~0.0.1.0] }|3:27: windows.capabilities[0]:"
            + " Windows has it on another medium; add media.features, Microsoft's ISO of languages"
            + " and features on demand",
        "windows: { languages: [fr-FR] }|3:23: windows.languages: Windows has them on another"
            + " medium; add media.features, Microsoft's ISO of languages and features on demand",
        "windows: { languages: [french] }|3:24: windows.languages[0]: must be a language tag such"
            + " as fr-FR",
        "windows: { locale: english }|3:20: windows.locale: must be a language tag such as en-US or"
            + " sr-Latn-RS",
        "windows: { image: \" \" }|3:19: windows.image: is blank; give it a value or remove the"
            + " key",
        "hooks: { before: x }|3:1: hooks: unknown key; known here: name, media, windows,"
            + " machine, cloudbaseInit, updates, steps, settings, cleanUp, verify, image, limits,"
            + " publish",
        "cloudbaseInit: { groups: [\"a,b\"] }|3:27: cloudbaseInit.groups[0]: must be the name of a"
            + " group, such as Remote Desktop Users, without commas",
        "cloudbaseInit: { metadataServices: [http, http] }|3:16: cloudbaseInit: a metadata service"
            + " is named twice",
        "settings: { pageFile: 8M }|3:23: settings.pageFile: a page file is at least 16M, got 8M",
        "settings: { pageFile: large }|3:23: settings.pageFile: must be automatic, none or a size"
            + " such as 2G",
        "name: y|3:1: name: appears twice; first on line 1",
        "machine: { cpus: 1, cpus: 2 }|3:21: machine.cpus: appears twice; first on line 3",
        "windows: &w { index: 1 }|3:10: windows: an anchor (&w); recipes use none",
        "windows: *w|3:10: windows: an alias (*w); write the value itself here",
        "windows: { image: !!str 7 }|3:19: windows.image: a tag (tag:yaml.org,2002:str); recipes"
            + " use none",
        "windows: { [a]: b }|3:12: windows: a key is a word, not a list or a mapping",
        "updates: { wsus: \"http://me:pw@wsus/\" }|3:18: updates.wsus: has a user or password in"
            + " it, which is not sent, and which logs would show; use an address without, or"
            + " download a medium yourself and write its path",
        "steps: { run: a.ps1 }|3:8: steps: must be a list, not keys and values",
      })
  void saysWhatIsWrongAndWhatWouldBeRight(String yaml, String problem) {
    String text = LEAST + yaml.replace("\\n", "\n");
    assertThat(problems(text)).containsExactly(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://me:cret@a.test/w.iso",
        "https://me:cret@a_b.test/w.iso",
        "https://me:c ret@a.test/w.iso",
        "https://me:x/cret@a.test/w.iso",
        "https://me:x#cret@a.test/w.iso",
        "https://me:x?cret@a.test/w.iso",
        "https://me:x@cret@a.test/w.iso",
        "https:/me:cret@a.test/w.iso",
        "me:cret@a.test/w.iso",
        "ftp://me:cret@a.test/w.iso",
      })
  void aPasswordInAnAddressIsRefusedWithoutBeingShown(String address) {
    String text =
        """
        name: x
        media:
          install: { url: "ADDRESS" }
          cloudbaseInit: { url: "ADDRESS" }
          moreDrivers: [ { url: "ADDRESS" } ]
        updates: { wsus: "ADDRESS" }
        cloudbaseInit: { metadataUrl: "ADDRESS" }
        """
            .replace("ADDRESS", address);

    assertThat(problems(text))
        .noneMatch(problem -> problem.contains("ret@"))
        .anyMatch(problem -> problem.startsWith("3:19: media.install.url: "))
        .anyMatch(problem -> problem.startsWith("4:25: media.cloudbaseInit.url: "))
        .anyMatch(problem -> problem.startsWith("5:25: media.moreDrivers[0].url: "))
        .anyMatch(problem -> problem.startsWith("6:18: updates.wsus: "))
        .anyMatch(problem -> problem.startsWith("7:31: cloudbaseInit.metadataUrl: "));
  }

  @Test
  void whatComesUnencryptedNeedsADigest() {
    String text =
        """
        name: x
        media:
          install: { url: "HTTP://example.test/w.iso" }
          drivers: { url: "http://example.test/d.iso", sha256: %s }
          cloudbaseInit: { url: "https://example.test/c.msi" }
          moreDrivers: [ { path: nic }, { url: "http://example.test/n.iso" } ]
        """
            .formatted("ab".repeat(32));
    assertThat(problems(text))
        .hasSize(2)
        .allMatch(problem -> problem.contains("anybody on the way could replace the file"))
        .anyMatch(problem -> problem.startsWith("3:19: media.install.url: "))
        .anyMatch(problem -> problem.startsWith("6:40: media.moreDrivers[1].url: "));
  }

  @Test
  void aNameThatTheCatalogueLacksIsPointedAt() {
    String text =
        """
        name: x
        media:
          install: { name: virtio-win-0.1.271 }
          drivers: { name: virtio-win-0.1.217 }
          moreDrivers: [ { name: Not A Name } ]
        """;
    assertThat(problems(text))
        .satisfiesExactly(
            install ->
                assertThat(install)
                    .isEqualTo(
                        "3:20: media.install.name: virtio-win-0.1.271 is a medium for"
                            + " media.drivers"),
            drivers ->
                assertThat(drivers)
                    .startsWith("4:20: media.drivers.name: the catalogue has no")
                    .endsWith("did you mean virtio-win-0.1.271?"),
            more ->
                assertThat(more)
                    .startsWith("5:26: media.moreDrivers[0].name: must be the name of a medium"));
  }

  @Test
  void aCatalogueThatIsMissingIsPointedAt() {
    String text = LEAST.replace("media: {", "media: { catalogue: none.json,");
    assertThat(problems(text))
        .singleElement()
        .asString()
        .startsWith("2:21: media.catalogue: the catalogue " + directory.resolve("none.json"))
        .contains("cannot be read");
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
        .startsWith("3:28: cloudbaseInit.username: \"a.\" is not an account name");
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
            "3:28: cloudbaseInit.username: \"Administrator\" is a built-in account of Windows");
    for (String name : List.of("Administrador", "Invitado")) {
      assertThat(problems(administrator.replace("Administrator", name) + "windows-11 }"))
          .containsExactly(
              "3:28: cloudbaseInit.username: \""
                  + name
                  + "\" is a built-in account of Windows in some languages");
    }
    assertThat(read(administrator + "windows-server-2022 }").cloudbaseInit().username())
        .as("a server has it, and cloudbase-init takes it")
        .isEqualTo("Administrator");
  }

  @Test
  void languagesToInstallAreThoseThatWindowsHas() {
    assertThat(problems(LEAST + "windows: { languages: [fr-FR, en-NL] }"))
        .contains(
            "3:31: windows.languages[1]: Windows has no locale \"en-NL\"; it has fy-NL, nl-NL");
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
            "3:24: windows.productKey: it holds no product key: a product key is five groups of"
                + " five of the characters BCDFGHJKMNPQRTVWXY2346789, joined by hyphens");
    assertThat(problems(LEAST + "windows: { productKey: { env: NOT_SET } }"))
        .containsExactly(
            "3:24: windows.productKey: the environment has no variable NOT_SET; set it");
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

  private Recipe read(String yaml) {
    return new RecipeTexts(directory).read(yaml);
  }

  private BuildException failure(String yaml) {
    return new RecipeTexts(directory).failure(yaml);
  }

  private List<String> problems(String yaml) {
    return new RecipeTexts(directory).problems(yaml);
  }
}
