package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitCommandTest {
  private final Shell shell = new Shell();

  @TempDir Path directory;
  private Path iso = Path.of("");
  private Path recipe = Path.of("");

  @BeforeEach
  void media() throws IOException {
    iso = InstallIso.write(directory);
    recipe = directory.resolve("recipe.yaml");
  }

  @Test
  void writesARecipeOfWhatIsOnTheMedium() throws IOException {
    assertThat(init()).as("%s", shell.err()).isZero();
    assertThat(shell.out()).startsWith("wrote " + recipe + "; run casement plan ");
    assertThat(recipe)
        .content()
        .contains(
            "# Windows Server 2022, version 10.0.20348, amd64\n",
            "    path: install.iso\n",
            "  #   index: 1   ServerStandard, Server, \"Windows Server 2022 SERVERSTANDARD\"\n",
            "  # drivers: { path: virtio-win.iso }\n",
            "  # cloudbaseInit: { path: CloudbaseInitSetup_Stable_x64.msi }\n");
    Recipe read = read();
    assertThat(read.name()).isEqualTo("windows-server-2022");
    assertThat(read.media().start().source().location()).isEqualTo(new LocalFile(iso));
    assertThat(read.windows().release()).contains(Release.SERVER_2022);
    assertThat(read.windows().architecture()).contains(Architecture.AMD64);
    assertThat(read.windows().image()).contains(new ImageSelector.ByEdition("ServerStandard"));
    assertThat(read.windows().productKey()).isEqualTo(new ProductKeyChoice.Kms());
    assertThat(read.windows().locale()).isEqualTo("en-US");
    assertThat(read.machine().firmware()).contains(Firmware.UEFI);
  }

  @Test
  void planTakesTheRecipe() throws IOException {
    Path msi =
        Files.write(
            directory.resolve("CloudbaseInitSetup_x64.msi"),
            "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"
                .getBytes(StandardCharsets.ISO_8859_1));
    Path drivers = drivers("2k22");
    assertThat(init("--drivers", drivers.toString(), "--cloudbase-init", msi.toString()))
        .as("%s", shell.err())
        .isZero();
    shell.forget();
    assertThat(
            shell.run(
                "plan", recipe.toString(), "--work-dir", directory.resolve("work").toString()))
        .as("%s", shell.err())
        .isZero();
    assertThat(shell.out()).contains(drivers.toString(), msi.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "windows-8.1",
        "windows-10",
        "windows-11",
        "windows-server-2012-r2",
        "windows-server-2016",
        "windows-server-2019",
        "windows-server-2022",
        "windows-server-2025"
      })
  void planTakesARecipeOfMediaByName(String release) throws IOException {
    assertThat(initByName("--release", release)).as("%s", shell.err()).isZero();
    assertThat(recipe)
        .content()
        .contains("name: " + release + "-evaluation-", "name: virtio-win-0.1.271")
        .contains("    acceptLicense: false\n");
    shell.forget();
    assertThat(
            shell.run(
                "plan", recipe.toString(), "--work-dir", directory.resolve("work").toString()))
        .as("%s", shell.err())
        .isZero();
    assertThat(shell.out())
        .contains("acceptLicense: true would accept")
        .contains(release.contains("server") ? "Eval expires after 180" : "Eval expires after 90");
    assertThat(recipe).content().contains("Eval expires after ");
  }

  /** The Python in newer ones does not start there. */
  @Test
  void anOlderReleaseGetsACloudbaseInitThatStartsOnIt() throws IOException {
    assertThat(initByName("--release", "windows-server-2012-r2")).isZero();
    assertThat(recipe)
        .content()
        .contains("name: cloudbase-init-1.1.6\n    # Its digest is not published: ");
  }

  @Test
  void theTermsAreAcceptedByTheUserOnly() throws IOException {
    assertThat(initByName("--release", "windows-11", "--accept-license")).isZero();
    assertThat(recipe)
        .content()
        .contains("microsoft.com/en-us/evalcenter/", "    acceptLicense: true\n");
    assertThat(read().media().start().source().acceptLicense()).isTrue();
    assertThat(read().windows().image()).contains(new ImageSelector.ByEdition("EnterpriseEval"));
  }

  /** A site without the internet has its own media, which are not Casement's versions. */
  @Test
  void mediaOfTheUsersCatalogueAreTakenBeforeCasements() throws IOException {
    Path catalogue =
        Files.writeString(
            directory.resolve("own.json"),
            """
            { "version": 1, "media": [
              %s, "windows": { "release": "windows-11", "version": "10.0.26100.1",
                               "edition": "Enterprise", "language": "en-US" } },
              %s }, %s } ] }
            """
                .formatted(
                    ownMedium("windows-11-volume", "install"),
                    ownMedium("virtio-win-0.1.285", "drivers"),
                    ownMedium("cloudbase-init-ours", "cloudbaseInit")));

    assertThat(initByName("--release", "windows-11", "--catalogue", catalogue.toString()))
        .as("%s", shell.err())
        .isZero();
    assertThat(recipe)
        .content()
        .contains(
            "  catalogue: own.json\n",
            "    name: windows-11-volume\n",
            "    name: virtio-win-0.1.285\n",
            "    name: cloudbase-init-ours\n")
        .doesNotContain("evaluation", "acceptLicense");
    assertThat(read().media().catalogue()).contains(catalogue);
  }

  private static String ownMedium(String name, String role) {
    return """
    { "name": "%s", "role": "%s", "addresses": [ "https://mirror.example.org/file" ],
      "licence": { "name": "ours", "address": "https://wiki.example.org/", "accept": false }\
    """
        .formatted(name, role);
  }

  @Test
  void whatTheCatalogueLacksIsNamedAndSoIsWhatItHas() {
    assertThat(initByName("--release", "windows-7")).isEqualTo(6);
    assertThat(shell.err())
        .contains("the catalogue has no install medium of Windows 7", "windows-server-2022");
    assertThat(recipe).doesNotExist();
  }

  @Test
  void needsAnIsoOrARelease() {
    assertThat(initByName()).isEqualTo(2);
    assertThat(shell.err()).contains("there is no install medium", "--iso", "--release");
    assertThat(init("--release", "windows-11")).isEqualTo(2);
    assertThat(recipe).doesNotExist();
  }

  private int initByName(String... more) {
    return shell.run(
        Stream.concat(Stream.of("init", "--output", recipe.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void warnsOfDriversThatAreKnownToBeBad() throws IOException {
    assertThat(init("--drivers", drivers("2k22", "100.102.104.29200").toString())).isZero();
    assertThat(shell.err())
        .contains("warning: the driver medium has viostor of virtio-win 0.1.292, which ");
    assertThat(recipe).exists();
  }

  @Test
  void takesNoServerCoreThatHasNoPowerShell() throws IOException {
    Path wim = directory.resolve("iso/sources/install.wim");
    for (String property :
        new String[] {
          "EDITIONID=ServerStandardCore", "VERSION/MAJOR=6", "VERSION/MINOR=1", "VERSION/BUILD=7601"
        }) {
      program("wimlib-imagex", "info", wim.toString(), "1", "--image-property=WINDOWS/" + property);
    }
    makeIso();
    assertThat(init()).isEqualTo(6);
    assertThat(shell.err()).contains("has no Windows that Casement builds");
    assertThat(recipe).doesNotExist();
  }

  @Test
  void takesTheDesktopOfTwoWithOneEdition() throws IOException {
    twoImages("ServerStandard", "Server Core");
    assertThat(init()).as("%s", shell.err()).isZero();
    assertThat(read().windows().image()).contains(new ImageSelector.ByEdition("ServerStandard"));
  }

  @Test
  void namesTheIndexWhereTheEditionIsThereTwice() throws IOException {
    twoImages("ServerStandard", "Server");
    assertThat(init()).as("%s", shell.err()).isZero();
    assertThat(read().windows().image()).contains(new ImageSelector.ByIndex(new ImageIndex(1)));
  }

  @Test
  void anEvaluationEditionGetsNoKey() throws IOException {
    Path wim = directory.resolve("iso/sources/install.wim");
    program(
        "wimlib-imagex",
        "info",
        wim.toString(),
        "1",
        "--image-property=WINDOWS/EDITIONID=ServerStandardEval");
    makeIso();
    assertThat(init()).as("%s", shell.err()).isZero();
    assertThat(read().windows().productKey()).isEqualTo(new ProductKeyChoice.None());
    assertThat(recipe)
        .content()
        .contains("ServerStandardEval expires, as a rule after 180 days, also in instances");
  }

  @Test
  void replacesNothing() throws IOException {
    Files.writeString(recipe, "mine");
    assertThat(init()).isEqualTo(7);
    assertThat(recipe).hasContent("mine");
    try (var files = Files.list(directory)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  @Test
  void refusesDriversForOtherReleases() throws IOException {
    assertThat(init("--drivers", drivers("w7").toString())).isEqualTo(6);
    assertThat(shell.err()).contains("has no drivers for Windows Server 2022");
    assertThat(recipe).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.iso",
        " leading and trailing ",
        "true",
        "null",
        "12",
        "1.5",
        "0x1f",
        "2026-01-01",
        "# no comment.iso",
        "a: b.iso",
        "a #b.iso",
        "- item.iso",
        "[flow].iso",
        "{flow}.iso",
        "*alias.iso",
        "&anchor.iso",
        "!tag.iso",
        "it's.iso",
        "\"quoted\".iso",
        "back\\slash.iso",
        "new\nline.iso",
        "tab\t.iso",
        "Größe 日本語 \uD83D\uDE00.iso",
        "bell\u0007.iso",
        "\u0085\u2028.iso",
        "~",
        "%percent.iso",
        "@at.iso",
        "`tick`.iso",
        "${env}.iso"
      })
  void everyNameOfAFileReadsBack(String name) throws IOException {
    iso = Files.move(iso, directory.resolve(name));
    assertThat(init()).as("%s", shell.err()).isZero();
    assertThat(read().media().start().source().location()).isEqualTo(new LocalFile(iso));
  }

  private Recipe read() {
    return new RecipeFile(recipe, Map.of()).read();
  }

  private void twoImages(String edition, String type) throws IOException {
    Path wim = directory.resolve("iso/sources/install.wim");
    program(
        "wimlib-imagex", "append", directory.resolve("files").toString(), wim.toString(), "Two");
    for (String property :
        new String[] {
          "EDITIONID=" + edition,
          "ARCH=9",
          "INSTALLATIONTYPE=" + type,
          "VERSION/MAJOR=10",
          "VERSION/MINOR=0",
          "VERSION/BUILD=20348"
        }) {
      program("wimlib-imagex", "info", wim.toString(), "2", "--image-property=WINDOWS/" + property);
    }
    makeIso();
  }

  private void makeIso() throws IOException {
    Files.delete(iso);
    program(
        "genisoimage",
        "-quiet",
        "-J",
        "-b",
        "boot.bin",
        "-no-emul-boot",
        "-o",
        iso.toString(),
        directory.resolve("iso").toString());
  }

  private Path drivers(String folder) throws IOException {
    return drivers(folder, "100.100.104.27100");
  }

  private Path drivers(String folder, String version) throws IOException {
    Path tree = directory.resolve("drivers");
    for (String driver : new String[] {"viostor", "vioscsi", "NetKVM"}) {
      Path files = Files.createDirectories(tree.resolve(driver + "/" + folder + "/amd64"));
      Files.writeString(
          files.resolve(driver + ".inf"),
          "[Version]\r\nDriverVer = 01/13/2025," + version + "\r\n");
    }
    Path drivers = directory.resolve("virtio-win.iso");
    program("genisoimage", "-quiet", "-J", "-o", drivers.toString(), tree.toString());
    return drivers;
  }

  private static void program(String... argv) {
    new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }

  private int init(String... more) {
    String[] line = new String[5 + more.length];
    System.arraycopy(
        new String[] {"init", "--iso", iso.toString(), "--output", recipe.toString()},
        0,
        line,
        0,
        5);
    System.arraycopy(more, 0, line, 5, more.length);
    return shell.run(line);
  }
}
