package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.guest.CloudbaseInitSettings.Activation;
import dev.casement.guest.CloudbaseInitSettings.Logging;
import dev.casement.guest.CloudbaseInitSettings.Metadata;
import dev.casement.guest.CloudbaseInitSettings.MetadataService;
import dev.casement.guest.CloudbaseInitSettings.Password;
import dev.casement.guest.CloudbaseInitSettings.PasswordChange;
import dev.casement.guest.CloudbaseInitSettings.Start;
import dev.casement.guest.CloudbaseInitSettings.WinRm;
import dev.casement.media.author.MediaFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("host-locale")
class SetupContentTest {
  private static final UpdateRules RULES =
      new UpdateRules(30, Duration.ofHours(4), List.of(), UpdateRules.OnFailure.FAIL);
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final CloudbaseInitSettings SETTINGS =
      account("Admin", "Administrators", "Remote Desktop Users");
  private static final Path SCRIPTS = Path.of("src/main/resources/guest");

  @TempDir Path directory;

  @Test
  void runInstallHasAnswerFileJobRunnerAndSteps() {
    Job job =
        Jobs.install(TOKEN, Release.WINDOWS_7, Architecture.AMD64, GuestDrivers.DRIVERS, List.of());

    SetupContent content = SetupContent.install(job, "<unattend/>", List.of());

    assertThat(paths(content.setup()))
        .contains(
            "Autounattend.xml",
            "casement/job.xml",
            "casement/run.ps1",
            "casement/start.cmd",
            "casement/steps/drivers.ps1")
        .doesNotHaveDuplicates();
    assertThat(text(content.setup(), "Autounattend.xml")).isEqualTo("<unattend/>");
    assertThat(text(content.setup(), "casement/job.xml")).isEqualTo(JobXml.write(job));
    assertThat(content.payload()).isEmpty();
  }

  @Test
  void everyScriptOfTheGuestIsOnTheMediumWithWindowsLineEnds() throws IOException {
    SetupContent content = update(List.of());

    try (Stream<Path> scripts = Files.walk(SCRIPTS).filter(Files::isRegularFile)) {
      assertThat(scripts)
          .hasSizeGreaterThan(10)
          .allSatisfy(
              script -> {
                String path = "casement/" + SCRIPTS.relativize(script).toString();
                String onMedium = text(content.setup(), path);
                assertThat(onMedium.replace("\r\n", "\n")).isEqualTo(Files.readString(script));
                assertThat(onMedium.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
                assertThat(onMedium).matches(Pattern.compile("[\\x09\\x0a\\x0d\\x20-\\x7e]+"));
              });
    }
  }

  @Test
  void everyScriptThatAJobNamesIsOnTheMedium() throws IOException {
    UserStep user = script("harden.ps1", "exit 0");
    Job job = Jobs.generalize(TOKEN, plan(Optional.of(SETTINGS), List.of(user)));
    SetupContent content = generalize(job, List.of(user));

    Matcher named =
        Pattern.compile("\\{media}\\\\(casement\\\\[\\w.\\\\-]+\\.\\w+)")
            .matcher(JobXml.write(job));
    List<String> needed = named.results().map(m -> m.group(1).replace('\\', '/')).toList();

    assertThat(needed).hasSizeGreaterThanOrEqualTo(6);
    assertThat(paths(content.setup())).containsAll(needed);
  }

  @Test
  void runGeneralizeHasCloudbaseInitWithItsConfiguration() throws IOException {
    Job job = Jobs.generalize(TOKEN, plan(Optional.of(SETTINGS), List.of()));
    SetupContent content = generalize(job, List.of());

    assertThat(text(content.setup(), "casement/unattend.xml")).isEqualTo("<sysprep/>");
    assertThat(paths(content.payload())).containsExactly("casement/payload/CloudbaseInitSetup.msi");
    assertThat(text(content.payload(), "casement/payload/CloudbaseInitSetup.msi")).isEqualTo("msi");
    assertThat(text(content.setup(), "casement/cloudbase-init/cloudbase-init.conf"))
        .startsWith("[DEFAULT]\r\nusername=Admin\r\n")
        .contains("\r\ngroups=Administrators,Remote Desktop Users\r\n")
        .contains("\r\nlog_file=cloudbase-init.log\r\n")
        .contains("\r\n[config_drive]\r\nraw_hdd=true\r\n")
        .doesNotContain("allow_reboot", "plugins=");
    assertThat(text(content.setup(), "casement/cloudbase-init/cloudbase-init-unattend.conf"))
        .contains("\r\nlog_file=cloudbase-init-unattend.log\r\n")
        .contains("\r\nallow_reboot=false\r\n")
        .contains("\r\nstop_service_on_exit=false\r\n")
        .contains("plugins=cloudbaseinit.plugins.common.mtu.MTUPlugin,");
    assertThat(paths(content.all()))
        .containsAll(paths(content.setup()))
        .containsAll(paths(content.payload()));
  }

  @Test
  void withoutCloudbaseInitThereIsNoPayload() {
    Job job = Jobs.generalize(TOKEN, plan(Optional.empty(), List.of()));

    SetupContent content = SetupContent.generalize(job, "<x/>", Optional.empty(), List.of());

    assertThat(content.payload()).isEmpty();
    assertThat(paths(content.setup())).noneMatch(path -> path.contains("cloudbase-init/"));
  }

  @Test
  void theUsersScriptsAreNumberedAndKeptByteForByte() throws IOException {
    List<UserStep> steps = List.of(script("b two.ps1", "exit 3010\n"), script("a.cmd", "rem"));
    Job job = Jobs.generalize(TOKEN, plan(Optional.empty(), steps));

    SetupContent content = SetupContent.generalize(job, "<x/>", Optional.empty(), steps);

    assertThat(text(content.setup(), "casement/user/01-b-two.ps1")).isEqualTo("exit 3010\n");
    assertThat(text(content.setup(), "casement/user/02-a.cmd")).isEqualTo("rem");
  }

  @Test
  void runInstallHasTheUsersScriptsOfTheFirstLogon() throws IOException {
    List<UserStep> steps = List.of(script("first.ps1", "exit 0\n"));
    Job job = Jobs.install(TOKEN, Release.WINDOWS_7, Architecture.AMD64, GuestDrivers.NONE, steps);

    SetupContent content = SetupContent.install(job, "<unattend/>", steps);

    assertThat(text(content.setup(), "casement/user/01-first.ps1")).isEqualTo("exit 0\n");
  }

  @Test
  void updatePackagesGetShortNamesInTheirOrder() throws IOException {
    String hash = "0123456789abcdef0123456789abcdef01234567";
    Path first = file("windows10.0-kb5031364-x64_" + hash + ".msu", "1");
    Path second = file("B update.CAB", "22");

    SetupContent content = update(List.of(first, second));

    assertThat(paths(content.payload()))
        .containsExactly(
            "casement/payload/updates/001-windows10.0-kb5031364-x64.msu",
            "casement/payload/updates/002-B-update.cab");
    assertThat(content.payload().getLast().size()).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoPackageOrIsNotThere() throws IOException {
    Path text = file("notes.txt", "x");

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> update(List.of(text)))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE))
        .withMessageContaining("notes.txt");
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> update(List.of(directory.resolve("missing.msu"))))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE))
        .withMessageContaining("missing.msu");
  }

  @Test
  void aFaultIsOneLineOnTheSetupMedium() {
    SetupContent content = update(List.of()).withFault("no-signoff");

    assertThat(text(content.setup(), "casement/fault.txt")).isEqualTo("no-signoff\n");
    assertThat(content.setup()).hasSize(update(List.of()).setup().size() + 1);
  }

  @Test
  void everythingButThePayloadFitsAFloppyWithRoomForTheUsersScripts() throws IOException {
    Job job = Jobs.generalize(TOKEN, plan(Optional.of(SETTINGS), List.of()));

    long bytes = generalize(job, List.of()).setup().stream().mapToLong(MediaFile::size).sum();

    assertThat(bytes).isLessThan(400_000);
  }

  @Test
  void bothConfigurationFilesHoldWhatTheRecipeSays() {
    CloudbaseInitSettings settings =
        new CloudbaseInitSettings(
            "Admin",
            List.of("Administrators"),
            new Metadata(
                List.of(MetadataService.NOCLOUD, MetadataService.HTTP),
                Optional.of(URI.create("http://10.0.0.1/")),
                9),
            new Password(false, 40, PasswordChange.NEVER),
            WinRm.HTTP,
            new Activation(true, Optional.of("kms.example.org:1688")),
            new Logging(true, false),
            true,
            Start.DELAYED,
            true);

    assertThat(List.of(CloudbaseInitConf.service(settings), CloudbaseInitConf.unattend(settings)))
        .allSatisfy(
            conf ->
                assertThat(conf)
                    .contains(
                        "\r\nmetadata_services=cloudbaseinit.metadata.services.nocloudservice.NoCloudConfigDriveService,cloudbaseinit.metadata.services.httpservice.HttpService\r\n",
                        "\r\nretry_count=9\r\n",
                        "\r\ninject_user_password=false\r\n",
                        "\r\nuser_password_length=40\r\n",
                        "\r\nfirst_logon_behaviour=no\r\n",
                        "\r\nwinrm_configure_https_listener=false\r\n",
                        "\r\nwinrm_configure_http_listener=true\r\n",
                        "\r\nactivate_windows=true\r\n",
                        "\r\nkms_host=kms.example.org:1688\r\n",
                        "\r\ndebug=true\r\n",
                        "\r\nreal_time_clock_utc=true\r\n")
                    .doesNotContain("logging_serial_port_settings")
                    .endsWith("\r\n[openstack]\r\nmetadata_base_url=http://10.0.0.1/\r\n"));
    assertThat(CloudbaseInitConf.service(SETTINGS)).doesNotContain("[openstack]", "kms_host");
  }

  /**
   * As in cloudbase-init itself (conf/default.py), in its installer (ConfFileActions.js) and in its
   * SetUserPasswordPlugin: only {@code http} takes the password that the service makes up.
   */
  @Test
  void theServiceAsksHttpFirstAndTheSpecializePassTheDrive() {
    String http = "cloudbaseinit.metadata.services.httpservice.HttpService";
    String drive = "cloudbaseinit.metadata.services.configdrive.ConfigDriveService";
    assertThat(CloudbaseInitConf.service(SETTINGS))
        .contains("\r\nmetadata_services=" + http + "," + drive + "\r\n");
    assertThat(CloudbaseInitConf.unattend(SETTINGS))
        .contains("\r\nmetadata_services=" + drive + "," + http + "\r\n");
  }

  @Test
  void byDefaultNoPasswordHasToBeChangedAndNothingConfidentialIsOnTheConsole() {
    assertThat(List.of(CloudbaseInitConf.service(SETTINGS), CloudbaseInitConf.unattend(SETTINGS)))
        .allSatisfy(
            conf ->
                assertThat(conf)
                    .contains(
                        "\r\nfirst_logon_behaviour=no\r\n",
                        "\r\ndebug=false\r\n",
                        "\r\nlogging_serial_port_settings=COM1,115200,N,8\r\n"));
  }

  @Test
  void aDollarSignInANameIsNoReferenceForCloudbaseInit() {
    String conf = CloudbaseInitConf.service(account("ops$team", "G"));

    assertThat(conf).contains("\r\nusername=ops$$team\r\n");
  }

  @Test
  void refusesNamesThatWouldBreakTheConfiguration() {
    assertThatIllegalArgumentException().isThrownBy(() -> account("a\nplugins=x"));
    assertThatIllegalArgumentException().isThrownBy(() -> account(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> account("Admin", "a,b"));
  }

  private static CloudbaseInitSettings account(String name, String... groups) {
    CloudbaseInitSettings others = CloudbaseInitSettings.defaults();
    return new CloudbaseInitSettings(
        name,
        List.of(groups),
        others.metadata(),
        others.password(),
        others.winRm(),
        others.activation(),
        others.logging(),
        others.realTimeClockUtc(),
        others.start(),
        others.localSystem());
  }

  private SetupContent update(List<Path> packages) {
    return SetupContent.update(
        Jobs.update(
            TOKEN,
            new UpdatePlan(
                Release.SERVER_2022,
                true,
                Optional.empty(),
                RULES,
                CleanUpSettings.Components.KEEP)),
        packages);
  }

  private static GeneralizePlan plan(
      Optional<CloudbaseInitSettings> cloudbaseInit, List<UserStep> userSteps) {
    return new GeneralizePlan(
        Release.SERVER_2022,
        Firmware.UEFI,
        cloudbaseInit,
        userSteps,
        SystemSettings.defaults(),
        CleanUpSettings.defaults());
  }

  @Test
  void aScriptOfPowerShellReachesItAsItsAuthorWroteIt() throws IOException {
    byte[] marked = "\uFEFFWrite-Host 'Grüße'\n".getBytes(StandardCharsets.UTF_8);
    String text = "Write-Host 'Grüße'\n";
    byte[] ansi = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] signed = (text + "# SIG # Begin signature block\n").getBytes(StandardCharsets.UTF_8);

    assertThat(carried("a.ps1", text.getBytes(StandardCharsets.UTF_8))).isEqualTo(marked);
    assertThat(carried("a.ps1", marked)).isEqualTo(marked);
    assertThat(carried("a.ps1", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo(marked);
    assertThat(carried("a.PS1", "exit 0\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("exit 0\n".getBytes(StandardCharsets.UTF_8));
    assertThat(carried("a.ps1", ansi)).isEqualTo(ansi);
    assertThat(carried("a.ps1", signed)).isEqualTo(signed);
  }

  @Test
  void aBatchFileReachesCmdExeAsItsAuthorWroteIt() throws IOException {
    byte[] windows = "goto end\r\n:end\r\nexit 0\r\n".getBytes(StandardCharsets.US_ASCII);
    for (String written :
        List.of(
            "goto end\n:end\nexit 0\n",
            "goto end\r\n:end\nexit 0\r\n",
            "\uFEFFgoto end\n:end\nexit 0\n")) {
      for (String name : List.of("a.cmd", "a.bat", "a.CMD")) {
        assertThat(carried(name, written.getBytes(StandardCharsets.UTF_8))).isEqualTo(windows);
      }
    }
    assertThat(carried("a.cmd", "\uFEFFexit 0\n".getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo("exit 0\r\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(carried("a.cmd", "echo \u0081\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("echo \u0081\r\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(carried("a.cmd", "@rem für\n:: für\nexit\n".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("@rem für\r\n:: für\r\nexit\r\n".getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> carried("a.cmd", "net user Jürgen\n".getBytes(StandardCharsets.UTF_8)))
        .withMessageContaining("a.cmd has \"net user Jürgen\"")
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECIPE));
  }

  @Test
  void aProgramReachesWindowsByteForByte() throws IOException {
    byte[] program = {'M', 'Z', '\n', (byte) 0xC3, (byte) 0xBC};
    assertThat(carried("a.exe", program)).isEqualTo(program);
  }

  private byte[] carried(String name, byte[] written) throws IOException {
    Path file = Files.write(directory.resolve(name), written);
    UserStep step = new UserStep(file, List.of(), Duration.ofMinutes(1));
    Job job =
        Jobs.install(
            TOKEN, Release.WINDOWS_7, Architecture.AMD64, GuestDrivers.DRIVERS, List.of(step));
    MediaFile carried =
        SetupContent.install(job, "<unattend/>", List.of(step)).setup().stream()
            .filter(each -> each.path().startsWith("casement/user/"))
            .findFirst()
            .orElseThrow();
    try (InputStream in = carried.content().open()) {
      return in.readAllBytes();
    }
  }

  private SetupContent generalize(Job job, List<UserStep> userSteps) throws IOException {
    var cloudbaseInit = new SetupContent.CloudbaseInit(file("cloudbase.msi", "msi"), SETTINGS);
    return SetupContent.generalize(job, "<sysprep/>", Optional.of(cloudbaseInit), userSteps);
  }

  private UserStep script(String name, String text) throws IOException {
    return new UserStep(file(name, text), List.of(), Duration.ofMinutes(1));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static List<String> paths(List<MediaFile> files) {
    return files.stream().map(MediaFile::path).toList();
  }

  private static String text(List<MediaFile> files, String path) {
    MediaFile file =
        files.stream().filter(candidate -> candidate.path().equals(path)).findFirst().orElseThrow();
    try (InputStream stream = file.content().open()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
