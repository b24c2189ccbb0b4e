package dev.casement.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class InspectCommandTest {
  private static final int MEDIA = 6;

  private final Shell shell = new Shell();

  @TempDir Path directory;

  @Test
  void showsTheEditionsOfAnInstallMedium() throws IOException {
    Path iso = InstallIso.write(directory);
    assertThat(shell.run("inspect", iso.toString())).isZero();
    assertThat(shell.out())
        .startsWith(iso + ": install medium \"INSTALL\"\n")
        .contains("  boots on  bios and uefi\n", "  images    sources/install.wim, LZX\n")
        .contains("\n  index  name                                edition ID      release")
        .contains(
            "\n  1      Windows Server 2022 SERVERSTANDARD  ServerStandard  windows-server-2022")
        .contains("10.0.20348", "amd64", "en-US", "Server");
  }

  @Test
  void jsonIsWhatWimlibSaysOfTheImages() throws IOException {
    JsonNode json = json(InstallIso.write(directory));
    assertThat(json.path("kind").asString()).isEqualTo("install");
    assertThat(json.path("bootModes"))
        .extracting(JsonNode::asString)
        .containsExactly("bios", "uefi");
    assertThat(json.path("drivers").isEmpty()).isTrue();
    JsonNode image = json.path("images").get(0);
    assertThat(image.propertyNames())
        .containsExactly(
            "index",
            "name",
            "displayName",
            "editionId",
            "release",
            "version",
            "build",
            "architecture",
            "languages",
            "installationType",
            "totalBytes");
    Path wim = directory.resolve("iso/sources/install.wim");
    assertThat(judged(wim, 1))
        .containsEntry("Index", image.path("index").asString())
        .containsEntry("Name", image.path("name").asString())
        .containsEntry("Edition ID", image.path("editionId").asString())
        .containsEntry("Build", image.path("build").asString())
        .containsEntry("Architecture", "x86_64")
        .containsEntry("Installation Type", image.path("installationType").asString())
        .containsEntry("Total Bytes", image.path("totalBytes").asString());
    assertThat(image.path("release").asString()).isEqualTo("windows-server-2022");
  }

  @Test
  void jsonHasEveryFieldOfEveryImageAsWimlibPrintsIt() throws IOException {
    InstallIso.write(directory);
    Path wim = directory.resolve("iso/sources/install.wim");
    String files = directory.resolve("files").toString();
    program("wimlib-imagex", "append", files, wim.toString(), "Windows 10 Édition <Pro> & more");
    program("wimlib-imagex", "append", files, wim.toString(), "Microsoft Windows PE (x64)");
    describe(wim, 2, "Windows 10 Professionnel", "Professional", "0", "Client", "19045", "fr-FR");
    describe(wim, 3, "Windows PE", "WindowsPE", "9", "WindowsPE", "19041", "en-US");
    Path iso = iso(directory.resolve("iso"));

    JsonNode json = json(iso);
    assertThat(json.path("images")).hasSize(2);
    assertThat(json.path("otherImages")).hasSize(1);
    for (int index = 1; index <= 2; index++) {
      JsonNode image = json.path("images").get(index - 1);
      Map<String, String> judged = judged(wim, index);
      assertSame(image, judged);
      assertThat(image.path("architecture").asString().replace("amd64", "x86_64"))
          .isEqualTo(judged.get("Architecture"));
      assertThat(image.path("languages"))
          .extracting(JsonNode::asString)
          .containsExactly(judged.getOrDefault("Languages", "").split(" "));
      assertThat(image.path("installationType").asString())
          .isEqualTo(judged.get("Installation Type"));
    }
    assertSame(json.path("otherImages").get(0), judged(wim, 3));
    assertThat(json.path("otherImages").get(0).path("why").asString())
        .contains("installation type is WindowsPE");
  }

  private static void assertSame(JsonNode image, Map<String, String> judged) {
    assertThat(image.path("index").asString()).isEqualTo(judged.get("Index"));
    assertThat(image.path("name").asString()).isEqualTo(judged.get("Name"));
    assertThat(image.path("displayName").asString())
        .isEqualTo(judged.getOrDefault("Display Name", judged.get("Name")));
    assertThat(image.path("editionId").asString()).isEqualTo(judged.get("Edition ID"));
    assertThat(image.path("version").asString())
        .isEqualTo(
            judged.get("Major Version")
                + "."
                + judged.get("Minor Version")
                + "."
                + judged.get("Build"));
    assertThat(image.path("build").asString()).isEqualTo(judged.get("Build"));
    assertThat(image.path("totalBytes").asString()).isEqualTo(judged.get("Total Bytes"));
  }

  private static void describe(Path wim, int index, String display, String... facts) {
    program(
        "wimlib-imagex",
        "info",
        wim.toString(),
        String.valueOf(index),
        "--image-property=DISPLAYNAME=" + display,
        "--image-property=WINDOWS/EDITIONID=" + facts[0],
        "--image-property=WINDOWS/ARCH=" + facts[1],
        "--image-property=WINDOWS/INSTALLATIONTYPE=" + facts[2],
        "--image-property=WINDOWS/VERSION/MAJOR=10",
        "--image-property=WINDOWS/VERSION/MINOR=0",
        "--image-property=WINDOWS/VERSION/BUILD=" + facts[3],
        "--image-property=WINDOWS/LANGUAGES/LANGUAGE=" + facts[4],
        "--image-property=WINDOWS/LANGUAGES/DEFAULT=" + facts[4]);
  }

  @Test
  void readsAWimOutsideOfAMedium() throws IOException {
    InstallIso.write(directory);
    Path wim = directory.resolve("iso/sources/install.wim");
    assertThat(json(wim).path("kind").asString()).isEqualTo("wim");
    shell.forget();
    assertThat(shell.run("inspect", wim.toString())).isZero();
    assertThat(shell.out()).startsWith(wim + ": LZX\n\n  index  name ");
  }

  @Test
  void recognisesAPartOfASplitWim() throws IOException {
    InstallIso.write(directory);
    Path wim = directory.resolve("iso/sources/install.wim");
    byte[] noise = new byte[3 << 20];
    new Random(5).nextBytes(noise);
    Files.write(directory.resolve("files/noise.bin"), noise);
    program("wimlib-imagex", "append", directory.resolve("files").toString(), wim.toString(), "2");
    Path first = directory.resolve("install.swm");
    program("wimlib-imagex", "split", wim.toString(), first.toString(), "1");

    JsonNode json = json(first);
    assertThat(json.path("wim").path("part").asInt()).isEqualTo(1);
    assertThat(json.path("wim").path("parts").asInt()).isGreaterThan(1);
    assertThat(json.path("otherImages").get(0).path("why").asString())
        .startsWith("no Windows to install: it has no edition ID");
    shell.forget();
    assertThat(shell.run("inspect", first.toString())).isZero();
    assertThat(shell.out()).contains("part 1 of", "wimlib-imagex join");
  }

  @Test
  void groupsDriversByReleaseAndVersion() throws IOException {
    assertThat(shell.run("inspect", drivers().toString())).isZero();
    assertThat(shell.out())
        .contains(": driver medium \"virtio-win\"\n", "  guest agent  none\n")
        .contains("  2k22    amd64  windows-server-2022  100.95.104.26200  vioscsi, viostor\n")
        .contains("  w10     arm64                       100.95.104.26200  viostor\n");
    shell.forget();
    JsonNode json = json(drivers());
    assertThat(json.path("images").isEmpty()).isTrue();
    assertThat(json.path("warnings").isEmpty()).isTrue();
    assertThat(json.path("drivers").get(0).propertyNames())
        .containsExactly("driver", "folder", "releases", "architecture", "version", "path");
  }

  @Test
  void warnsOfDriversThatAreKnownToBeBad() throws IOException {
    Path iso = drivers("100.101.104.28500");
    assertThat(shell.run("inspect", iso.toString())).isZero();
    assertThat(shell.out())
        .contains("\n\nwarning: the driver medium has viostor of virtio-win 0.1.285, which ");
    shell.forget();
    assertThat(json(iso).path("warnings"))
        .extracting(JsonNode::asString)
        .hasSize(2)
        .anyMatch(warning -> warning.contains("issue 1614"));
  }

  @Test
  void warnsOfAServerCoreThatHasNoPowerShell() throws IOException {
    InstallIso.write(directory);
    Path wim = directory.resolve("iso/sources/install.wim");
    for (String property :
        List.of(
            "EDITIONID=ServerStandardCore",
            "INSTALLATIONTYPE=Server Core",
            "VERSION/MAJOR=6",
            "VERSION/MINOR=1",
            "VERSION/BUILD=7601")) {
      program("wimlib-imagex", "info", wim.toString(), "1", "--image-property=WINDOWS/" + property);
    }
    assertThat(json(iso(directory.resolve("iso"))).path("warnings"))
        .extracting(JsonNode::asString)
        .containsExactly(
            "index 1 is a Server Core without PowerShell, which Casement does not build");
  }

  @Test
  void saysWhatAMediumIsNot() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.writeString(tree.resolve("photo.jpg"), "x");
    assertThat(shell.run("inspect", iso(tree).toString())).isEqualTo(MEDIA);
    assertThat(shell.err())
        .contains("has neither an install image nor drivers")
        .contains("  next: name a Windows install ISO");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void saysWhereAFileIsCutShort() throws IOException {
    Path iso = InstallIso.write(directory);
    String bytes = Files.readString(iso, StandardCharsets.ISO_8859_1);
    try (var channel = Files.newByteChannel(iso, StandardOpenOption.WRITE)) {
      channel.truncate(bytes.indexOf("MSWIM") + 1000);
    }
    assertThat(shell.run("inspect", iso.toString())).isEqualTo(MEDIA);
    assertThat(shell.err()).contains("is cut short: ", " at offset ");
  }

  @Test
  void aDamagedMediumIsNeverADefect() throws IOException {
    byte[] sound = Files.readAllBytes(InstallIso.write(directory));
    Path iso = directory.resolve("damaged.iso");
    Random random = new Random(20_260_101);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = sound.clone();
      for (int flip = 0; flip < 20; flip++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(iso, damaged);
      assertThat(shell.run("inspect", iso.toString()))
          .as("round %d%n%s", round, shell.err())
          .isIn(0, MEDIA);
    }
  }

  @Test
  void escapesWhatATerminalWouldObey() throws IOException {
    InstallIso.write(directory);
    Path wim = directory.resolve("iso/sources/install.wim");
    program("wimlib-imagex", "info", wim.toString(), "1", "Nice\u202eName");
    assertThat(shell.run("inspect", wim.toString())).isZero();
    assertThat(shell.out()).contains("Nice\\u{202e}Name");
  }

  private JsonNode json(Path file) {
    assertThat(shell.run("inspect", "--format", "json", file.toString()))
        .as("%s", shell.err())
        .isZero();
    return JsonMapper.shared().readTree(shell.out());
  }

  private Path drivers() throws IOException {
    return drivers("100.95.104.26200");
  }

  private Path drivers(String version) throws IOException {
    Path tree = directory.resolve("drivers");
    for (String folder : List.of("viostor/2k22/amd64", "vioscsi/2k22/amd64", "viostor/w10/arm64")) {
      Path files = Files.createDirectories(tree.resolve(folder));
      Files.writeString(
          files.resolve(folder.substring(0, 7) + ".inf"),
          "[Version]\r\nDriverVer = 02/12/2024," + version + "\r\n");
    }
    return iso(tree);
  }

  private Path iso(Path tree) {
    Path iso = directory.resolve("made.iso");
    program(
        "genisoimage", "-quiet", "-J", "-V", "virtio-win", "-o", iso.toString(), tree.toString());
    return iso;
  }

  /** The keys and values of an image, as wimlib-imagex prints them. */
  private static Map<String, String> judged(Path wim, int index) {
    return program("wimlib-imagex", "info", wim.toString(), String.valueOf(index))
        .lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length > 1)
        .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (a, b) -> a));
  }

  private static String program(String... argv) {
    return new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), argv)).stdout();
  }
}
