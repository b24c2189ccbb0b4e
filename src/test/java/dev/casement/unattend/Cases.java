package dev.casement.unattend;

import dev.casement.report.Secret;
import dev.casement.windows.Architecture;
import dev.casement.windows.ClientSetupKeys;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings for tests: each release with what its users would choose. */
final class Cases {
  static final Secret PASSWORD = new Secret("Passw0rd-of-<the>-\"build\"&more");

  static final Registration REGISTRATION =
      new Registration(Optional.of("Example & Sons"), Optional.of("Example \"cloud\" users"));

  private Cases() {}

  static Target target(Release release, Firmware firmware, DiskBus bus) {
    return new Target(release, release.currentVersion().build(), Architecture.AMD64, firmware, bus);
  }

  static InstallSettings install(Release release) {
    return install(target(release, release.defaultFirmware(Architecture.AMD64), DiskBus.VIRTIO));
  }

  static InstallSettings install(Target target) {
    Release release = target.release();
    return new InstallSettings(
        target,
        image(release),
        ClientSetupKeys.of(release, edition(release), target.build()),
        Regional.of("en-US", "UTC"),
        REGISTRATION,
        account(release),
        Optional.of(DriverDirectories.ofVirtioWin(release, target.architecture())),
        new InstallSettings.Options(1, true, SanPolicy.usual(release), true));
  }

  /** The answer file of run install, to look into. */
  static Xml answerFile(Target target) {
    return Xml.of(AnswerFiles.install(install(target)));
  }

  static Xml answerFile(Release release) {
    return Xml.of(AnswerFiles.install(install(release)));
  }

  static BaseSettings base(Release release, boolean extended) {
    return new BaseSettings(
        release,
        Architecture.AMD64,
        ClientSetupKeys.of(release, edition(release)),
        Regional.of("en-US", "UTC"),
        REGISTRATION,
        account(release),
        extended,
        true);
  }

  static GeneralizeSettings generalize(Release release) {
    return new GeneralizeSettings(
        release,
        Architecture.AMD64,
        ClientSetupKeys.of(release, edition(release)),
        Regional.of("en-US", "UTC"),
        REGISTRATION,
        "Admin",
        true,
        true,
        Optional.of("?:\\pagefile.sys"));
  }

  static EditionId edition(Release release) {
    return new EditionId(release.isServer() ? "ServerStandard" : "Professional");
  }

  static Account account(Release release) {
    return release.isServer()
        ? new Account.Administrator(PASSWORD)
        : new Account.LocalAdministrator("casement", PASSWORD);
  }

  /** Every release with every firmware, architecture and bus it can have. */
  static Stream<Target> allTargets() {
    return Arrays.stream(Release.values())
        .flatMap(
            release ->
                Arrays.stream(Architecture.values())
                    .flatMap(
                        architecture ->
                            Arrays.stream(Firmware.values())
                                .filter(firmware -> release.supports(architecture, firmware))
                                .flatMap(
                                    firmware ->
                                        Arrays.stream(DiskBus.values())
                                            .map(
                                                bus ->
                                                    new Target(
                                                        release,
                                                        release.currentVersion().build(),
                                                        architecture,
                                                        firmware,
                                                        bus)))));
  }

  private static ImageChoice image(Release release) {
    return release == Release.WINDOWS_7
        ? new ImageChoice.ByName("Windows 7 PROFESSIONAL")
        : new ImageChoice.ByIndex(new ImageIndex(2));
  }
}
