package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JobsTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final CloudbaseInitSettings CLOUDBASE_INIT =
      new CloudbaseInitSettings("Admin", List.of("Administrators"));

  @Test
  void installsDriversOfTheReleaseAndTheGuestAgentThenSignsOff() {
    Job job =
        Jobs.install(
            TOKEN,
            Release.SERVER_2022,
            Architecture.AMD64,
            GuestDrivers.DRIVERS_AND_GUEST_AGENT,
            List.of());

    assertThat(ids(job)).containsExactly("drivers", "guest-agent", "sign-off");
    assertThat(job.run()).isEqualTo("install");
    assertThat(job.steps().getFirst().command().getLast())
        .startsWith(
            "try { & '{media}\\casement\\steps\\drivers.ps1'"
                + " -Drivers '{drivers}' -Folder '2k22' -Architecture 'amd64' }");
    assertThat(job.steps().getFirst().reboot()).containsExactlyInAnyOrder(3010, 1641);
  }

  @Test
  void installsNothingWithoutADriverMedium() {
    assertThat(
            ids(
                Jobs.install(
                    TOKEN, Release.WINDOWS_7, Architecture.X86, GuestDrivers.NONE, List.of())))
        .containsExactly("sign-off");
  }

  @Test
  void theUsersScriptsOfTheFirstLogonComeAfterTheDrivers() {
    Job job =
        Jobs.install(
            TOKEN,
            Release.WINDOWS_10,
            Architecture.AMD64,
            GuestDrivers.DRIVERS,
            List.of(script("a.ps1"), script("b.cmd")));

    assertThat(ids(job)).containsExactly("drivers", "user-1", "user-2", "sign-off");
    assertThat(job.steps().get(2).command()).endsWith("{media}\\casement\\user\\02-b.cmd");
  }

  @Test
  void updatesFromEachSource() {
    assertThat(updateCommand(new UpdateSource.MicrosoftUpdate()))
        .contains("updates.ps1' -Source 'microsoft-update' }");
    assertThat(updateCommand(new UpdateSource.Wsus(URI.create("http://wsus.example.org:8530"))))
        .contains("-Source 'wsus' -Server 'http://wsus.example.org:8530' }");
    assertThat(updateCommand(new UpdateSource.Packages()))
        .contains("-Source 'packages' -Directory '{payload}\\casement\\payload\\updates' }");
  }

  @Test
  void anUpdateRoundMayRebootAndComeAgain() {
    JobStep updates = Jobs.update(TOKEN, new UpdateSource.MicrosoftUpdate()).steps().getFirst();

    assertThat(updates.success()).containsExactly(0);
    assertThat(updates.again()).containsExactly(1003);
    assertThat(updates.reboot()).containsExactlyInAnyOrder(3010, 1641);
  }

  @Test
  void refusesAWsusServerWithoutSchemeOrHost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateSource.Wsus(URI.create("wsus.example.org")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateSource.Wsus(URI.create("ftp://wsus.example.org")));
  }

  @Test
  void generalizesWithTheUsersScriptsBetweenCloudbaseInitAndCleanUp() {
    Job job =
        Jobs.generalize(
            TOKEN, Optional.of(CLOUDBASE_INIT), List.of(script("a.ps1"), script("b.cmd")));

    assertThat(ids(job))
        .containsExactly("cloudbase-init", "user-1", "user-2", "clean-up", "sysprep", "sign-off");
  }

  @Test
  void nothingAfterTheUsersScriptsMayReboot() {
    Job job = Jobs.generalize(TOKEN, Optional.empty(), List.of(script("a.ps1")));

    assertThat(job.steps().subList(1, job.steps().size()))
        .isNotEmpty()
        .allSatisfy(step -> assertThat(step.reboot()).isEmpty())
        .allSatisfy(step -> assertThat(step.again()).isEmpty());
  }

  @Test
  void runsEachKindOfScriptWithTheProgramForIt() {
    assertThat(script("Härte Test.PS1", "-Level", "it's", "-1").toJobStep(3).command())
        .containsExactly(
            "powershell.exe",
            "-NoProfile",
            "-NonInteractive",
            "-ExecutionPolicy",
            "Bypass",
            "-Command",
            "try { & '{media}\\casement\\user\\03-H-rte-Test.ps1' -Level 'it''s' '-1' }"
                + " catch { Write-Host ($_ | Out-String); exit 1 }; exit $LASTEXITCODE");
    assertThat(WindowsCommandLine.of(script("b.cmd", "a=b", "plain").toJobStep(1).command()))
        .isEqualTo("cmd.exe /d /c {media}\\casement\\user\\01-b.cmd \"a=b\" plain");
    assertThat(script("c.exe", "/S").toJobStep(2).command())
        .containsExactly("{media}\\casement\\user\\02-c.exe", "/S");
  }

  @Test
  void aUsersScriptHasTheDocumentedExitCodes() {
    JobStep step = script("a.ps1").toJobStep(1);

    assertThat(step.success()).containsExactly(0);
    assertThat(step.reboot()).containsExactlyInAnyOrder(3010, 1641);
    assertThat(step.again()).containsExactly(1003);
    assertThat(step.timeout()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void refusesScriptsAndArgumentsThatWindowsWouldMangle() {
    assertRefused("tool.py");
    assertRefused("noextension");
    assertRefused("a.bat", "100%");
    assertRefused("a.cmd", "say \"hi\"");
    assertRefused("a.ps1", "two\nlines");
  }

  @Test
  void jobXmlHoldsWhatTheJobSaysWhenAnXmlParserReadsIt() throws Exception {
    JobStep step =
        new JobStep(
            "user-1",
            "Run <a & \"b\"> für alle",
            List.of("cmd.exe", "/c", "{media}\\x.cmd", "a & b", "<c>"),
            Duration.ofMinutes(20),
            Set.of(0),
            Set.of(3010, 1641),
            Set.of());
    String xml = JobXml.write(new Job("generalize", TOKEN, List.of(step)));

    Element job = parse(xml).getDocumentElement();
    NodeList steps = job.getElementsByTagName("step");
    Element read = (Element) steps.item(0);
    assertThat(xml).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").endsWith("</job>\n");
    assertThat(job.getAttribute("version")).isEqualTo("1");
    assertThat(job.getAttribute("run")).isEqualTo("generalize");
    assertThat(job.getAttribute("token")).isEqualTo(TOKEN);
    assertThat(steps.getLength()).isEqualTo(1);
    assertThat(read.getAttribute("id")).isEqualTo("user-1");
    assertThat(read.getAttribute("title")).isEqualTo("Run <a & \"b\"> für alle");
    assertThat(read.getAttribute("timeout")).isEqualTo("1200");
    assertThat(read.getAttribute("success")).isEqualTo("0");
    assertThat(read.getAttribute("reboot")).isEqualTo("1641,3010");
    assertThat(read.getAttribute("again")).isEmpty();
    assertThat(read.getAttribute("run")).isEqualTo("cmd.exe /c {media}\\x.cmd \"a & b\" \"<c>\"");
  }

  @Test
  void theCommonestJobReadsAsDocumented() throws Exception {
    Job job =
        Jobs.install(TOKEN, Release.WINDOWS_7, Architecture.AMD64, GuestDrivers.DRIVERS, List.of());

    Element step =
        (Element)
            parse(JobXml.write(job)).getDocumentElement().getElementsByTagName("step").item(0);

    assertThat(step.getAttribute("run"))
        .isEqualTo(
            "powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -Command"
                + " \"try { & '{media}\\casement\\steps\\drivers.ps1' -Drivers '{drivers}'"
                + " -Folder 'w7' -Architecture 'amd64' }"
                + " catch { Write-Host ($_ | Out-String); exit 1 }; exit $LASTEXITCODE\"");
  }

  private static String updateCommand(UpdateSource source) {
    return Jobs.update(TOKEN, source).steps().getFirst().command().getLast();
  }

  private static void assertRefused(String script, String... arguments) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> script(script, arguments))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE))
        .withMessageContaining(script);
  }

  private static UserStep script(String name, String... arguments) {
    return new UserStep(
        Path.of("/recipes/scripts", name), List.of(arguments), Duration.ofMinutes(10));
  }

  private static List<String> ids(Job job) {
    List<String> ids = new ArrayList<>();
    job.steps().forEach(step -> ids.add(step.id()));
    assertThat(job.signOff().id()).isEqualTo("sign-off");
    return ids;
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
