package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.guest.CleanUpSettings.Components;
import dev.casement.guest.CleanUpSettings.StoreApps;
import dev.casement.guest.OptionalPlan.OnDemand;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

@Tag("host-locale")
class JobsTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final CloudbaseInitSettings CLOUDBASE_INIT = CloudbaseInitSettings.defaults();
  private static final UpdateRules RULES =
      new UpdateRules(30, Duration.ofHours(4), List.of(), UpdateRules.OnFailure.FAIL);

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
  void whatIsOptionalComesBetweenTheDriversAndTheUsersScripts() {
    OptionalPlan optionals =
        new OptionalPlan(
            true,
            List.of(
                new OnDemand("fr-FR", Optional.of("LanguagesAndOptionalFeatures/fr.cab")),
                new OnDemand("de-DE", Optional.of("LanguagesAndOptionalFeatures/de.cab"))),
            List.of(
                new OnDemand("OpenSSH.Server~~~~0.0.1.0", Optional.empty()),
                new OnDemand("Language.Basic~~~fr-FR~0.0.1.0", Optional.of("basic.cab"))),
            List.of("NetFx3", "TelnetClient"));
    Job job =
        Jobs.install(
            TOKEN,
            new InstallPlan(
                Release.SERVER_2022,
                Architecture.AMD64,
                GuestDrivers.DRIVERS_AND_GUEST_AGENT,
                List.of("pvpanic", "viorng"),
                optionals,
                List.of(script("a.ps1"))));

    assertThat(argument(job, "drivers", "-Exclude")).isEqualTo("pvpanic|viorng");
    assertThat(ids(job))
        .containsExactly(
            "drivers",
            "more-drivers",
            "guest-agent",
            "languages",
            "capabilities",
            "features",
            "user-1",
            "sign-off");
    assertThat(command(job, "more-drivers"))
        .contains("more-drivers.ps1' -Directory '{payload}\\casement\\payload\\drivers' }");
    assertThat(command(job, "languages"))
        .contains(
            "languages.ps1' -Names 'fr-FR|de-DE' -Packages"
                + " 'LanguagesAndOptionalFeatures\\fr.cab|LanguagesAndOptionalFeatures\\de.cab' }");
    assertThat(command(job, "capabilities"))
        .contains(
            "capabilities.ps1' -Names 'OpenSSH.Server~~~~0.0.1.0|Language.Basic~~~fr-FR~0.0.1.0'"
                + " -Packages '|basic.cab' }");
    assertThat(command(job, "features")).contains("features.ps1' -Names 'NetFx3|TelnetClient' }");
    assertThat(job.steps().subList(0, 6))
        .allSatisfy(step -> assertThat(step.reboot()).containsExactlyInAnyOrder(3010, 1641));
  }

  @Test
  void updatesFromEachSource() {
    assertThat(updateCommand(new UpdateSource.MicrosoftUpdate()))
        .contains("updates.ps1' -Source 'microsoft-update' -Rounds '30' -OnFailure 'fail'");
    assertThat(updateCommand(new UpdateSource.Wsus(URI.create("http://wsus.example.org:8530"))))
        .contains(
            "-Source 'wsus' -Server 'http://wsus.example.org:8530' -Rounds '30' -OnFailure 'fail'");
  }

  @Test
  void installsPackagesBeforeAskingAServer() {
    UpdatePlan packages =
        new UpdatePlan(Release.WINDOWS_7, true, Optional.empty(), RULES, Components.KEEP);
    UpdatePlan both =
        new UpdatePlan(
            Release.WINDOWS_7,
            true,
            Optional.of(new UpdateSource.MicrosoftUpdate()),
            RULES,
            Components.KEEP);

    assertThat(ids(Jobs.update(TOKEN, packages))).containsExactly("packages", "sign-off");
    assertThat(ids(Jobs.update(TOKEN, both))).containsExactly("packages", "updates", "sign-off");
    assertThat(command(Jobs.update(TOKEN, both), "packages"))
        .contains(
            "-Source 'packages' -Directory '{payload}\\casement\\payload\\updates' -OnFailure 'fail'");
    assertThat(Jobs.update(TOKEN, both).steps().getFirst().again()).containsExactly(1003);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new UpdatePlan(Release.WINDOWS_7, false, Optional.empty(), RULES, Components.KEEP));
  }

  @Test
  void anUpdateRoundMayRebootAndComeAgain() {
    JobStep updates = update(Release.WINDOWS_10, Components.KEEP).steps().getFirst();

    assertThat(updates.success()).containsExactly(0);
    assertThat(updates.again()).containsExactly(1003);
    assertThat(updates.reboot()).containsExactlyInAnyOrder(3010, 1641);
    assertThat(updates.command().getLast())
        .contains("-Rounds '30'", "-OnFailure 'fail'", "-OneUpdate '14400'")
        .doesNotContain("-Exclude");
    assertThat(updates.timeout()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  void theRulesForUpdatesHoldForPackagesAndServers() {
    UpdateRules rules =
        new UpdateRules(
            30,
            Duration.ofHours(9),
            List.of("KB5034439", "KB5007651"),
            UpdateRules.OnFailure.REPORT);
    Optional<UpdateSource> server = Optional.of(new UpdateSource.MicrosoftUpdate());

    Job job =
        Jobs.update(
            TOKEN, new UpdatePlan(Release.WINDOWS_10, true, server, rules, Components.KEEP));

    assertThat(job.steps().subList(0, 2))
        .allSatisfy(
            step -> {
              assertThat(step.command().getLast())
                  .contains(
                      "-Exclude 'KB5034439|KB5007651' -OnFailure 'report' -OneUpdate '32400'");
              assertThat(step.timeout()).isGreaterThan(Duration.ofHours(9));
            });
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new UpdateRules(
                    1, Duration.ofHours(1), List.of("5034439"), UpdateRules.OnFailure.FAIL));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void replacedComponentsGoAsFarAsTheReleaseKnowsHow(Release release) {
    assertThat(ids(update(release, Components.KEEP))).containsExactly("updates", "sign-off");

    Job superseded = update(release, Components.SUPERSEDED);
    Job resetBase = update(release, Components.RESET_BASE);

    assertThat(ids(superseded)).containsExactly("updates", "component-clean-up", "sign-off");
    assertThat(superseded.steps().get(1).again()).contains(1003);
    assertThat(ids(resetBase)).containsExactly("updates", "component-clean-up", "sign-off");
    switch (release) {
      case WINDOWS_7, SERVER_2008_R2 -> {
        assertThat(argument(superseded, "component-clean-up", "-Method")).isEqualTo("service-pack");
        assertThat(argument(resetBase, "component-clean-up", "-Method")).isEqualTo("service-pack");
      }
      case SERVER_2012 -> {
        assertThat(argument(superseded, "component-clean-up", "-Method")).isEqualTo("superseded");
        assertThat(argument(resetBase, "component-clean-up", "-Method")).isEqualTo("superseded");
      }
      case WINDOWS_8_1,
          WINDOWS_10,
          WINDOWS_11,
          SERVER_2012_R2,
          SERVER_2016,
          SERVER_2019,
          SERVER_2022,
          SERVER_2025 -> {
        assertThat(argument(superseded, "component-clean-up", "-Method")).isEqualTo("superseded");
        assertThat(argument(resetBase, "component-clean-up", "-Method")).isEqualTo("reset-base");
      }
    }
  }

  @Test
  void refusesAWsusServerWithoutSchemeOrHost() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateSource.Wsus(URI.create("wsus.example.org")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UpdateSource.Wsus(URI.create("ftp://wsus.example.org")));
  }

  @ParameterizedTest
  @EnumSource(Release.class)
  void generalizesInOneOrderWithStoreAppsOnlyWhereThereAreSome(Release release) {
    Job job =
        Jobs.generalize(
            TOKEN,
            new GeneralizePlan(
                release,
                Firmware.BIOS,
                Optional.of(CLOUDBASE_INIT),
                List.of(script("a.ps1"), script("b.cmd")),
                SystemSettings.defaults(),
                CleanUpSettings.defaults()));

    List<String> expected =
        new ArrayList<>(List.of("settings", "cloudbase-init", "user-1", "user-2"));
    if (!List.of(Release.WINDOWS_7, Release.SERVER_2008_R2).contains(release)) {
      expected.add("store-apps");
    }
    expected.addAll(List.of("page-file", "clean-up", "free-space", "sysprep", "sign-off"));
    assertThat(ids(job)).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource(Firmware.class)
  void looksAtTheBootManagerWhereThereIsUefiAndAfterTheLastReboot(Firmware firmware) {
    Job job =
        Jobs.generalize(
            TOKEN,
            new GeneralizePlan(
                Release.SERVER_2022,
                firmware,
                Optional.empty(),
                List.of(),
                SystemSettings.defaults(),
                CleanUpSettings.defaults()));

    if (firmware == Firmware.BIOS) {
      assertThat(ids(job)).doesNotContain("boot-manager");
    } else {
      assertThat(ids(job)).containsSequence("page-file", "boot-manager", "clean-up");
    }
  }

  @Test
  void leavesFreeSpaceAndThePageFileOfTheBuildAloneWhereTheRecipeSaysSo() {
    Job job = generalize(SystemSettings.defaults(), cleanUp(StoreApps.REPORT, false));

    assertThat(ids(job))
        .containsExactly("settings", "user-1", "store-apps", "clean-up", "sysprep", "sign-off");
  }

  @Test
  void tellsTheStepsWhatTheRecipeSays() {
    SystemSettings other =
        new SystemSettings(
            false,
            false,
            false,
            SystemSettings.Ipv6Address.RANDOM,
            true,
            false,
            new PageFile.Fixed(DataSize.gibibytes(2)),
            Optional.of(SanPolicy.WINDOWS));
    Job standard = generalize(SystemSettings.defaults(), CleanUpSettings.defaults());
    Job changed = generalize(other, cleanUp(StoreApps.REPORT, true));

    assertThat(command(standard, "settings"))
        .contains(
            "settings.ps1' -NetworkLevelAuthentication 'on' -Ping 'on' -Ipv6Address 'eui64'"
                + " -Hibernation 'off' -ShutdownWithoutLogon 'on' -SanPolicy '1' }");
    assertThat(command(changed, "settings"))
        .contains(
            "settings.ps1' -NetworkLevelAuthentication 'off' -Ping 'off' -Ipv6Address 'random'"
                + " -Hibernation 'on' -ShutdownWithoutLogon 'off' -SanPolicy 'keep' }");
    assertThat(argument(standard, "clean-up", "-CloudbaseInit")).isEqualTo("none");
    assertThat(argument(standard, "clean-up", "-EventLogs")).isEqualTo("clear");
    assertThat(argument(changed, "clean-up", "-EventLogs")).isEqualTo("keep");
    assertThat(argument(standard, "store-apps", "-Action")).isEqualTo("remove");
    assertThat(argument(changed, "store-apps", "-Action")).isEqualTo("report");
    assertThat(argument(standard, "sysprep", "-StoreApps")).isEqualTo("remove");
    assertThat(argument(changed, "sysprep", "-StoreApps")).isEqualTo("report");
  }

  @Test
  void theServiceOfCloudbaseInitIsNotStartedBeforeTheLastReboot() {
    CloudbaseInitSettings delayed =
        new CloudbaseInitSettings(
            "Admin",
            List.of("Administrators"),
            CLOUDBASE_INIT.metadata(),
            CLOUDBASE_INIT.password(),
            CLOUDBASE_INIT.winRm(),
            CLOUDBASE_INIT.activation(),
            CLOUDBASE_INIT.logging(),
            false,
            CloudbaseInitSettings.Start.DELAYED,
            true);
    Job job =
        Jobs.generalize(
            TOKEN,
            new GeneralizePlan(
                Release.SERVER_2022,
                Firmware.BIOS,
                Optional.of(delayed),
                List.of(),
                SystemSettings.defaults(),
                CleanUpSettings.defaults()));

    assertThat(argument(job, "cloudbase-init", "-LocalSystem")).isEqualTo("on");
    assertThat(argument(job, "clean-up", "-CloudbaseInit")).isEqualTo("delayed");
  }

  @Test
  void nothingAfterTheCleanUpMayReboot() {
    Job job = generalize(SystemSettings.defaults(), CleanUpSettings.defaults());

    assertThat(job.steps().subList(ids(job).indexOf("clean-up"), job.steps().size()))
        .hasSizeGreaterThan(3)
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
                + " catch { Write-Host ($_ | Out-String); [Console]::Out.WriteLine('@casement failure ' +"
                + " ($_.Exception.Message -replace '\\s+', ' ')); exit 1 }; exit $LASTEXITCODE");
    assertThat(WindowsCommandLine.of(script("b.cmd", "a=b", "plain").toJobStep(1).command()))
        .isEqualTo("cmd.exe /d /c {media}\\casement\\user\\01-b.cmd \"a=b\" plain");
    assertThat(script("c.exe", "/S").toJobStep(2).command())
        .containsExactly("{media}\\casement\\user\\02-c.exe", "/S");
  }

  @Test
  void aUsersScriptHasTheDocumentedExitCodes() {
    JobStep step = script("a.ps1").toJobStep(1);

    assertThat(step.success()).containsExactlyInAnyOrder(0, 2359302);
    assertThat(step.reboot()).containsExactlyInAnyOrder(3010, 1641, 2359301, -2147021886);
    assertThat(step.again()).containsExactlyInAnyOrder(1003, -2147021879, -2147024546);
    assertThat(step.timeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(JobXml.write(new Job("install", TOKEN, List.of(step))))
        .contains(" reboot=\"-2147021886,1641,3010,2359301\"");
  }

  @Test
  void refusesScriptsAndArgumentsThatWindowsWouldMangle() {
    assertRefused("tool.py");
    assertRefused("noextension");
    assertRefused("ps1");
    assertRefused("a\tb.ps1");
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
    assertThat(job.getAttribute("life")).isEqualTo("120");
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
                + " catch { Write-Host ($_ | Out-String); [Console]::Out.WriteLine('@casement failure ' +"
                + " ($_.Exception.Message -replace '\\s+', ' ')); exit 1 }; exit $LASTEXITCODE\"");
  }

  private static String updateCommand(UpdateSource source) {
    UpdatePlan plan =
        new UpdatePlan(Release.WINDOWS_10, false, Optional.of(source), RULES, Components.KEEP);
    return command(Jobs.update(TOKEN, plan), "updates");
  }

  private static Job update(Release release, Components components) {
    Optional<UpdateSource> server = Optional.of(new UpdateSource.MicrosoftUpdate());
    return Jobs.update(TOKEN, new UpdatePlan(release, false, server, RULES, components));
  }

  private static Job generalize(SystemSettings settings, CleanUpSettings cleanUp) {
    return Jobs.generalize(
        TOKEN,
        new GeneralizePlan(
            Release.SERVER_2022,
            Firmware.BIOS,
            Optional.empty(),
            List.of(script("a.ps1")),
            settings,
            cleanUp));
  }

  private static CleanUpSettings cleanUp(StoreApps storeApps, boolean freeSpace) {
    return new CleanUpSettings(Components.KEEP, storeApps, false, freeSpace);
  }

  private static String command(Job job, String id) {
    return job.steps().stream()
        .filter(step -> step.id().equals(id))
        .map(step -> step.command().getLast())
        .findFirst()
        .orElseThrow();
  }

  private static String argument(Job job, String id, String name) {
    Matcher said = Pattern.compile(" " + name + " '([^']*)'").matcher(command(job, id));
    assertThat(said.find()).as("%s of %s", name, id).isTrue();
    return said.group(1);
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
