package dev.casement.rehearsal;

import dev.casement.guest.GuestDrivers;
import dev.casement.guest.Jobs;
import dev.casement.guest.SetupContent;
import dev.casement.guest.UserStep;
import dev.casement.media.author.FloppyImage;
import dev.casement.media.author.MediaFile;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.Secret;
import dev.casement.unattend.Account;
import dev.casement.unattend.AnswerFileXml;
import dev.casement.unattend.AnswerFiles;
import dev.casement.unattend.DriverDirectories;
import dev.casement.unattend.ImageChoice;
import dev.casement.unattend.InstallSettings;
import dev.casement.unattend.Regional;
import dev.casement.unattend.Registration;
import dev.casement.unattend.Target;
import dev.casement.windows.Architecture;
import dev.casement.windows.ClientSetupKeys;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The stand-in media of Windows 7, built by the project's own script, and setup media for them. */
public final class StandInMedia {
  static final String TOKEN = "0123456789abcdef0123456789abcdef";

  /** Where they are, for all tests: building them takes half a minute. */
  public static final Path DIRECTORY = Path.of("target/rehearsal/rehearsal-media").toAbsolutePath();

  private static final Duration LIMIT = Duration.ofMinutes(15);

  private StandInMedia() {}

  /** Builds what is not there yet; quick when all is. */
  public static void build() {
    build(Release.WINDOWS_7.id());
  }

  /** The same for a medium of src/rehearsal/releases.tsv. */
  static void build(String medium) {
    new SystemCommandRunner()
        .runOk(
            HostCommand.of(
                LIMIT,
                Path.of("src/rehearsal/build.sh").toAbsolutePath().toString(),
                "--output",
                DIRECTORY.toString(),
                "--release",
                medium));
  }

  /** A recipe for them, of which only the name is left open. */
  public static String recipe(String name) {
    return """
        name: %s
        media:
          install: { path: %s }
          drivers: { path: %s }
          cloudbaseInit: { path: %s }
        windows: { release: windows-7, edition: Professional, productKey: kms }
        machine: { firmware: bios, disk: 20G, memory: 2G, cpus: 2 }
        updates: none
        """
        .formatted(name, install(), drivers(), cloudbaseInit());
  }

  /** A recipe for Windows Server 2022, with updates, whose media this builds. */
  public static String serverRecipe(String name, String username) {
    String medium = Release.SERVER_2022.id();
    build(medium);
    return """
        name: %s
        media:
          install: { path: %s }
          drivers: { path: %s }
          cloudbaseInit: { path: %s }
        windows: { release: windows-server-2022, index: 2, productKey: kms }
        machine: { firmware: bios, disk: 32G, memory: 2G, cpus: 2 }
        cloudbaseInit: { username: %s }
        updates: microsoft-update
        """
        .formatted(name, install(medium), drivers(), cloudbaseInit(), username);
  }

  static Path install() {
    return install(Release.WINDOWS_7.id());
  }

  static Path install(String medium) {
    return DIRECTORY.resolve("install-" + medium + ".iso");
  }

  static Path drivers() {
    return DIRECTORY.resolve("virtio-win.iso");
  }

  static Path cloudbaseInit() {
    return DIRECTORY.resolve("CloudbaseInitSetup_Stable_x64.msi");
  }

  /** What a user of Windows 7 would choose, for a machine with BIOS and a virtio disk. */
  static InstallSettings settings() {
    return settings(
        Firmware.BIOS,
        DriverDirectories.ofVirtioWin(Release.WINDOWS_7, Architecture.AMD64),
        "Professional");
  }

  static InstallSettings settings(Firmware firmware, DriverDirectories drivers, String keyOf) {
    return new InstallSettings(
        new Target(
            Release.WINDOWS_7,
            Release.WINDOWS_7.currentVersion().build(),
            Architecture.AMD64,
            firmware,
            DiskBus.VIRTIO),
        new ImageChoice.ByName("Windows 7 PROFESSIONAL"),
        ClientSetupKeys.of(Release.WINDOWS_7, new EditionId(keyOf)),
        Regional.of("en-US", "UTC"),
        Registration.none(),
        new Account.LocalAdministrator("casement", new Secret("a password of tests")),
        Optional.of(drivers),
        new InstallSettings.Options(1, true, SanPolicy.WINDOWS, true));
  }

  static String answerFile(InstallSettings settings) {
    return AnswerFileXml.write(AnswerFiles.install(settings));
  }

  /** The setup medium of run install with this answer file. */
  static Path installFloppy(Path directory, String answerFile) {
    return installFloppy(directory, answerFile, List.of());
  }

  static Path installFloppy(Path directory, String answerFile, List<UserStep> userSteps) {
    var job =
        Jobs.install(
            TOKEN,
            Release.WINDOWS_7,
            Architecture.AMD64,
            GuestDrivers.DRIVERS_AND_GUEST_AGENT,
            userSteps);
    return floppy(directory, SetupContent.install(job, answerFile, userSteps).setup());
  }

  static Path floppy(Path directory, List<MediaFile> files) {
    Path floppy = directory.resolve("setup.img");
    FloppyImage.write(floppy, "CASEMENT", files);
    return floppy;
  }
}
