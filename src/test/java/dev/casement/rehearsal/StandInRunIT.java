package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.GeneralizePlan;
import dev.casement.guest.GuestDrivers;
import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import dev.casement.guest.InstallPlan;
import dev.casement.guest.Job;
import dev.casement.guest.JobStep;
import dev.casement.guest.JobXml;
import dev.casement.guest.Jobs;
import dev.casement.guest.OptionalPlan;
import dev.casement.guest.OptionalPlan.OnDemand;
import dev.casement.guest.SetupContent;
import dev.casement.guest.SystemSettings;
import dev.casement.guest.UpdatePlan;
import dev.casement.guest.UpdateRules;
import dev.casement.guest.UpdateSource;
import dev.casement.guest.UserStep;
import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalImage;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.unattend.AnswerFileXml;
import dev.casement.unattend.AnswerFiles;
import dev.casement.unattend.GeneralizeSettings;
import dev.casement.unattend.Regional;
import dev.casement.unattend.Registration;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stand-in, installed once, walks jobs with the runner's rules and refuses what it must. */
class StandInRunIT {
  private static final String TOKEN = "fedcba9876543210fedcba9876543210";

  @TempDir static Path shared;
  @TempDir Path directory;

  private static Path installed;
  private static List<GuestMessage> installation;

  @BeforeAll
  static void install() throws Exception {
    StandInMedia.build();
    installed = shared.resolve("installed.qcow2");
    qemuImg("create", "-fqcow2", installed.toString(), "8G");
    Path script = Files.writeString(shared.resolve("first.ps1"), "# rehearsal: exit 3010\n");
    Path floppy =
        StandInMedia.installFloppy(
            shared,
            StandInMedia.answerFile(StandInMedia.settings()),
            List.of(new UserStep(script, List.of(), Duration.ofMinutes(1))));
    try (StandIn standIn =
        StandIn.start(
            shared,
            installed,
            Optional.of(floppy),
            StandInMedia.install(),
            StandInMedia.drivers())) {
      installation = standIn.awaitPowerOff();
    }
  }

  @Test
  void installsAndSignsOff() {
    assertThat(installation).extracting(GuestMessage::token).containsOnly(StandInMedia.TOKEN);
    assertThat(finished(installation))
        .containsExactly("drivers", "guest-agent", "user-1", "sign-off");
    assertThat(installation).extracting(GuestMessage::text).contains("rebooting (exit code 3010)");
    assertThat(facts(installation))
        .contains("os.version=6.1.7601", "os.edition=Professional", "guest-agent.version=109.0.1")
        .anyMatch(fact -> fact.startsWith("driver.viostor="))
        .anyMatch(fact -> fact.startsWith("disk.freeBytes="));
  }

  @Test
  void goesOnAfterRebootsAndLeavesAGeneralizedDisk() throws Exception {
    Path disk = overlay();
    List<GuestMessage> messages = run(disk, generalize("# rehearsal: exit 1003\n"), payload());

    assertThat(messages).extracting(GuestMessage::token).containsOnly(TOKEN);
    assertThat(messages).extracting(GuestMessage::sequence).isSorted().doesNotHaveDuplicates();
    // The user's script asks for a reboot and another go.
    assertThat(started(messages))
        .containsExactly(
            "settings",
            "cloudbase-init",
            "user-1",
            "user-1",
            "page-file",
            "clean-up",
            "free-space",
            "sysprep",
            "sign-off");
    assertThat(finished(messages))
        .containsExactly(
            "settings",
            "cloudbase-init",
            "user-1",
            "page-file",
            "clean-up",
            "free-space",
            "sysprep",
            "sign-off");
    assertThat(messages)
        .extracting(GuestMessage::text)
        .containsSubsequence("rebooting (exit code 1003)", "rebooting (exit code 3010)");
    assertThat(facts(messages))
        .contains(
            "disk.freeSpace=zeroed",
            "cloudbase-init.version=1.1.6",
            "sysprep.imageState=IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    try (StandIn standIn = StandIn.start(directory, disk, Optional.empty())) {
      standIn.awaitScreen("Out-of-box experience");
    }
  }

  @Test
  void addsWhatIsOptional() throws Exception {
    Path payload = directory.resolve("payload.iso");
    OpticalImage.write(
        payload,
        "CASEMENT_PAYLOAD",
        List.of(
            MediaFile.ofText(
                "casement/payload/drivers/01-001-nic/e1d.inf",
                "[Version]\r\nDriverVer = 01/01/2024,1.2.3.4\r\n"),
            MediaFile.ofText("casement/payload/drivers/01-001-nic/e1d.sys", "MZ")));
    Path languages = directory.resolve("languages.iso");
    OpticalImage.write(
        languages, "LANGPACKS", List.of(MediaFile.ofText("langpacks/fr-fr/lp.cab", "MSCF")));
    OptionalPlan optionals =
        new OptionalPlan(
            true,
            List.of(new OnDemand("fr-FR", Optional.of("langpacks/fr-fr/lp.cab"))),
            List.of(),
            List.of("NetFx3", "TelnetClient"));

    List<GuestMessage> messages = run(overlay(), optional(optionals), payload, languages);

    assertThat(finished(messages))
        .containsExactly("more-drivers", "languages", "features", "sign-off");
    assertThat(facts(messages))
        .contains(
            "driver.e1d=1.2.3.4",
            "language.installed=fr-FR",
            "feature.enabled=NetFx3",
            "feature.enabled=TelnetClient");
    // Without the medium of languages there is nothing to install them from.
    assertThat(failed(run(overlay(), optional(optionals), payload))).containsExactly("languages");
  }

  @Test
  void failsADriverThatWindowsRefuses() throws Exception {
    Path payload = directory.resolve("payload.iso");
    OpticalImage.write(
        payload,
        "CASEMENT_PAYLOAD",
        List.of(MediaFile.ofText("casement/payload/drivers/01-001/bad.inf", "no driver")));
    OptionalPlan optionals = new OptionalPlan(true, List.of(), List.of(), List.of());

    List<GuestMessage> messages = run(overlay(), optional(optionals), payload);

    assertThat(failed(messages)).containsExactly("more-drivers");
    assertThat(messages)
        .extracting(GuestMessage::text)
        .anyMatch(text -> text.contains("pnputil ended with exit code 2 on bad.inf"));
  }

  private static List<MediaFile> optional(OptionalPlan optionals) {
    InstallPlan plan =
        new InstallPlan(
            Release.WINDOWS_7,
            Architecture.AMD64,
            GuestDrivers.NONE,
            List.of(),
            optionals,
            List.of());
    Job job = Jobs.install(TOKEN, plan);
    return SetupContent.install(job, answerFile(), List.of()).setup();
  }

  @Test
  void failsAStepItDoesNotKnow() throws Exception {
    JobStep unknown =
        new JobStep(
            "defragment",
            "A step of another version",
            List.of("defrag.exe"),
            Duration.ofMinutes(1),
            Set.of(0),
            Set.of(),
            Set.of());
    Job job = new Job("update", TOKEN, List.of(unknown));
    List<GuestMessage> messages = run(overlay(), SetupContent.update(job, List.of()).setup());
    assertThat(failed(messages)).containsExactly("defragment");
  }

  @Test
  void updatesInRoundsAndRemovesWhatTheyReplaced() throws Exception {
    List<GuestMessage> messages = run(overlay(), update(30));

    assertThat(started(messages))
        .containsExactly("updates", "updates", "component-clean-up", "sign-off");
    assertThat(finished(messages)).containsExactly("updates", "component-clean-up", "sign-off");
    assertThat(facts(messages))
        .contains("update.installed=KB9000001", "update.installed=KB9000004");
  }

  @Test
  void givesUpAfterTooManyRoundsOfUpdates() throws Exception {
    assertThat(failed(run(overlay(), update(1)))).containsExactly("updates");
  }

  @Test
  void failsASettingItDoesNotKnow() throws Exception {
    List<MediaFile> files = new ArrayList<>(generalizeOnly());
    files.removeIf(file -> file.path().equals("casement/job.xml"));
    Job job = Jobs.generalize(TOKEN, plan(Optional.empty(), List.of()));
    String text = JobXml.write(job).replace("-Ping 'on'", "-Ping 'sometimes'");
    files.add(MediaFile.ofText("casement/job.xml", text));

    assertThat(failed(run(overlay(), files))).containsExactly("settings");
  }

  @Test
  void failsTheCleanUpThatLeavesThePasswordBehind() throws Exception {
    List<MediaFile> files = new ArrayList<>(generalizeOnly());
    files.add(MediaFile.ofText("casement/fault.txt", "leave-password\n"));
    List<GuestMessage> messages = run(overlay(), files);

    assertThat(failed(messages)).containsExactly("clean-up");
    assertThat(messages)
        .extracting(GuestMessage::text)
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains(
                        "left behind: Winlogon has a DefaultPassword",
                        "there is a password in /c/Windows/Panther/unattend.xml"));
  }

  @Test
  void failsTheUsersStepWithoutItsScript() throws Exception {
    List<MediaFile> files = without(generalize("exit 0\n"), "casement/user/");
    assertThat(failed(run(overlay(), files, payload()))).containsExactly("user-1");
  }

  @Test
  void failsToInstallCloudbaseInitWithoutItsInstaller() throws Exception {
    assertThat(failed(run(overlay(), generalize("exit 0\n")))).containsExactly("cloudbase-init");
  }

  @Test
  void failsToGeneralizeWithAnAnswerFileThatIsNotWellFormed() throws Exception {
    List<MediaFile> files = new ArrayList<>(generalizeOnly());
    files.removeIf(file -> file.path().equals("casement/unattend.xml"));
    files.add(MediaFile.ofText("casement/unattend.xml", "<unattend><settings></unattend>"));
    assertThat(failed(run(overlay(), files))).containsExactly("sysprep");
  }

  @Test
  void powersOffWithoutSigningOffWhenItHasNoSetupMedium() throws Exception {
    assertThat(run(overlay(), List.of())).isEmpty();
  }

  private List<MediaFile> generalize(String script) throws Exception {
    Path file = Files.writeString(directory.resolve("harden.ps1"), script);
    UserStep step = new UserStep(file, List.of(), Duration.ofMinutes(1));
    CloudbaseInitSettings settings = CloudbaseInitSettings.defaults();
    Job job = Jobs.generalize(TOKEN, plan(Optional.of(settings), List.of(step)));
    return SetupContent.generalize(
            job,
            answerFile(),
            Optional.of(new SetupContent.CloudbaseInit(StandInMedia.cloudbaseInit(), settings)),
            List.of(step))
        .setup();
  }

  private static List<MediaFile> generalizeOnly() {
    Job job = Jobs.generalize(TOKEN, plan(Optional.empty(), List.of()));
    return SetupContent.generalize(job, answerFile(), Optional.empty(), List.of()).setup();
  }

  private static List<MediaFile> update(int rounds) {
    Job job =
        Jobs.update(
            TOKEN,
            new UpdatePlan(
                Release.WINDOWS_7,
                false,
                Optional.of(new UpdateSource.MicrosoftUpdate()),
                new UpdateRules(rounds, Duration.ofHours(4), List.of(), UpdateRules.OnFailure.FAIL),
                CleanUpSettings.Components.SUPERSEDED));
    return SetupContent.update(job, List.of()).setup();
  }

  private static GeneralizePlan plan(
      Optional<CloudbaseInitSettings> cloudbaseInit, List<UserStep> userSteps) {
    return new GeneralizePlan(
        Release.WINDOWS_7,
        Firmware.BIOS,
        cloudbaseInit,
        userSteps,
        SystemSettings.defaults(),
        CleanUpSettings.defaults());
  }

  private static String answerFile() {
    return AnswerFileXml.write(
        AnswerFiles.generalize(
            new GeneralizeSettings(
                Release.WINDOWS_7,
                Architecture.AMD64,
                Optional.empty(),
                Regional.of("en-US", "UTC"),
                Registration.none(),
                "Admin",
                true,
                true,
                Optional.of("?:\\pagefile.sys"))));
  }

  private static List<MediaFile> without(List<MediaFile> files, String directory) {
    return files.stream().filter(file -> !file.path().startsWith(directory)).toList();
  }

  private Path payload() {
    Path payload = directory.resolve("payload.iso");
    OpticalImage.write(
        payload,
        "CASEMENT_PAYLOAD",
        List.of(
            MediaFile.ofHostFile(
                "casement/payload/CloudbaseInitSetup.msi", StandInMedia.cloudbaseInit())));
    return payload;
  }

  /** A disk that begins where the installation ended. */
  private Path overlay() {
    Path disk = directory.resolve("disk.qcow2");
    qemuImg("create", "-fqcow2", "-Fqcow2", "-b" + installed, disk.toString());
    return disk;
  }

  private List<GuestMessage> run(Path disk, List<MediaFile> setup, Path... cds) throws Exception {
    Optional<Path> floppy =
        setup.isEmpty() ? Optional.empty() : Optional.of(StandInMedia.floppy(directory, setup));
    try (StandIn standIn = StandIn.start(directory, disk, floppy, cds)) {
      return standIn.awaitPowerOff();
    }
  }

  private static List<String> started(List<GuestMessage> messages) {
    return steps(messages, message -> message.event() == Event.STARTED);
  }

  private static List<String> finished(List<GuestMessage> messages) {
    return steps(messages, message -> message.event() == Event.FINISHED);
  }

  private static List<String> failed(List<GuestMessage> messages) {
    return steps(messages, message -> message.event() == Event.FAILED);
  }

  private static List<String> steps(
      List<GuestMessage> messages, Predicate<GuestMessage> predicate) {
    return messages.stream().filter(predicate).map(GuestMessage::step).toList();
  }

  private static List<String> facts(List<GuestMessage> messages) {
    return messages.stream()
        .filter(message -> message.event() == Event.FACT)
        .map(GuestMessage::text)
        .toList();
  }

  private static void qemuImg(String... arguments) {
    List<String> argv = new ArrayList<>(List.of("qemu-img"));
    argv.addAll(List.of(arguments));
    new SystemCommandRunner().runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }
}
