package dev.casement.cli.command;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.Shell;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LintCommandTest {
  private static final String GOOD =
      "src/test/resources/unattend/windows-server-2022-uefi-virtio.xml";

  private final Shell shell = new Shell();

  @TempDir Path directory;

  @Test
  void warningsAloneAreNoFailure() {
    assertThat(shell.run("lint", GOOD)).isZero();
    assertThat(shell.out())
        .contains(GOOD + ":")
        .contains(": warning: AdministratorPassword is in plain text [plain-text-password]")
        .endsWith("no errors, 2 warnings in 1 file\n");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void anErrorInOneOfSeveralFilesIsAFailure() throws IOException {
    Path bad = broken("<AcceptEula>true", "<AcceptEula>false");
    assertThat(shell.run("lint", bad.toString(), GOOD)).isEqualTo(9);
    assertThat(shell.out())
        .contains(bad + ":107:9: error: AcceptEula is not true [eula]\n    why:  Setup asks")
        .contains("\n    next: write <AcceptEula>true</AcceptEula> into UserData\n")
        .endsWith("1 error, 4 warnings in 2 files\n");
  }

  @Test
  void jsonHasEveryFieldOfAFinding() throws IOException {
    Path bad = broken("\" xmlns:wcm", "\"xmlns:wcm");
    assertThat(shell.run("lint", "--format", "json", bad.toString())).isEqualTo(9);
    JsonNode json = JsonMapper.shared().readTree(shell.out());
    assertThat(json.get("errors").asInt()).isEqualTo(1);
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.propertyNames())
        .containsExactly(
            "file", "line", "column", "severity", "rule", "message", "why", "remedy", "source");
    assertThat(finding.get("file").asString()).isEqualTo(bad.toString());
    assertThat(finding.get("line").asInt()).isEqualTo(2);
    assertThat(finding.get("severity").asString()).isEqualTo("error");
    assertThat(finding.get("rule").asString()).isEqualTo("missing-space-between-attributes");
  }

  @Test
  void readsFilesInUtf16AsWindowsToolsWriteThem() throws IOException {
    String text = "\uFEFF" + Files.readString(Path.of(GOOD)).replace("utf-8", "utf-16");
    Path file = Files.write(directory.resolve("utf16.xml"), text.getBytes(UTF_16LE));
    assertThat(shell.run("lint", file.toString())).isZero();
    assertThat(shell.out()).endsWith("no errors, 2 warnings in 1 file\n");
  }

  @Test
  void saysThatAFileIsNotInItsEncoding() throws IOException {
    Path file = Files.write(directory.resolve("a.xml"), new byte[] {'<', 'a', (byte) 0xFC, '>'});
    assertThat(shell.run("lint", file.toString())).isEqualTo(9);
    assertThat(shell.out())
        .contains("1:1: error: the file is not in the encoding")
        .contains("UTF-8");
  }

  @Test
  void aFileThatIsNotThereIsAFailureOfItsOwnKind() {
    assertThat(shell.run("lint", directory.resolve("none.xml").toString())).isEqualTo(9);
    assertThat(shell.err()).startsWith("error: the answer file").contains("\n  next: ");
  }

  @Test
  void holdsDriverPathsAgainstTheDriverMedium() throws IOException {
    Path tree = directory.resolve("tree");
    for (String driver : new String[] {"viostor", "vioscsi"}) {
      Path folder = Files.createDirectories(tree.resolve(driver + "/2k19/amd64"));
      Files.writeString(folder.resolve(driver + ".inf"), "[Version]\r\n");
    }
    Path iso = directory.resolve("drivers.iso");
    new SystemCommandRunner()
        .runOk(
            HostCommand.of(
                Duration.ofMinutes(1),
                "genisoimage",
                "-quiet",
                "-J",
                "-o",
                iso.toString(),
                tree.toString()));
    assertThat(shell.run("lint", "--drivers", iso.toString(), GOOD)).isEqualTo(9);
    assertThat(shell.out())
        .contains(
            "the driver medium has no viostor\\2k22\\amd64; for viostor it has 2k19\\amd64"
                + " [driver-not-on-media]");
  }

  @Test
  void holdsImageAndKeyAgainstTheInstallMedium() throws IOException {
    Path iso = InstallIso.write(directory);
    assertThat(shell.run("lint", "--iso", iso.toString(), GOOD)).isEqualTo(9);
    assertThat(shell.out())
        .contains("the medium has no image 2; it has 1 \"Windows Server 2022 SERVERSTANDARD\"");
    shell.forget();
    Path first = broken("<Value>2</Value>", "<Value>1</Value>");
    assertThat(shell.run("lint", "--iso", iso.toString(), first.toString())).isZero();
  }

  private Path broken(String right, String wrong) throws IOException {
    String text = Files.readString(Path.of(GOOD));
    assertThat(text).contains(right);
    return Files.writeString(directory.resolve("bad.xml"), text.replace(right, wrong));
  }
}
