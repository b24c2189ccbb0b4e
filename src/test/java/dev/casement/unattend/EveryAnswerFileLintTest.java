package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.report.Finding;
import dev.casement.unattend.lint.DriverFolder;
import dev.casement.unattend.lint.InstallFacts;
import dev.casement.unattend.lint.LintContext;
import dev.casement.unattend.lint.rules.Rules;
import dev.casement.windows.Architecture;
import dev.casement.windows.ClientSetupKeys;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The linter has nothing to say of what Casement writes, held against media that fit; the media are
 * made here from the release, not taken from the answer file.
 */
class EveryAnswerFileLintTest {
  static Stream<Target> targets() {
    return Cases.allTargets();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingIsWrongWithAnInstallation(Target target) {
    InstallSettings settings = Cases.install(target);
    assertThat(findings(AnswerFiles.install(settings), media(target))).isEmpty();
    assertThat(findings(AnswerFiles.install(settings), LintContext.none())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void nothingIsWrongWithAnInstallationFromEvaluationMediaWithoutDesktopSharing(Target target) {
    InstallSettings usual = Cases.install(target);
    InstallSettings settings =
        new InstallSettings(
            target,
            new ImageChoice.ByIndex(new ImageIndex(2)),
            Optional.empty(),
            new Regional("en-US", "de-CH", "0807:00000807", "W. Europe Standard Time"),
            Registration.none(),
            usual.account(),
            usual.drivers(),
            new InstallSettings.Options(5, false, SanPolicy.WINDOWS, false));
    assertThat(findings(AnswerFiles.install(settings), media(target))).isEmpty();
  }

  static Stream<Arguments> releases() {
    return Arrays.stream(Release.values())
        .flatMap(
            release ->
                Arrays.stream(Architecture.values())
                    .filter(release::existsFor)
                    .map(architecture -> Arguments.of(release, architecture)));
  }

  @ParameterizedTest
  @MethodSource("releases")
  void nothingIsWrongWithWhatSysprepIsGiven(Release release, Architecture architecture) {
    for (boolean cloudbaseInit : List.of(true, false)) {
      for (boolean remoteDesktop : List.of(true, false)) {
        GeneralizeSettings settings =
            new GeneralizeSettings(
                release,
                architecture,
                ClientSetupKeys.of(release, Cases.edition(release)),
                Regional.of("en-US", "UTC"),
                Registration.none(),
                "Admin",
                cloudbaseInit,
                remoteDesktop,
                Optional.of("?:\\pagefile.sys"));
        assertThat(findings(AnswerFiles.generalize(settings), LintContext.none())).isEmpty();
      }
    }
  }

  @Test
  void theMediaHereAreNotOverlooked() {
    Target target = targets().filter(t -> t.release() == Release.SERVER_2022).findFirst().get();
    Target other = targets().filter(t -> t.release() == Release.SERVER_2019).findFirst().get();
    assertThat(findings(AnswerFiles.install(Cases.install(target)), media(other)))
        .extracting(finding -> finding.rule().id())
        .contains("key-release", "driver-not-on-media");
  }

  /** Whatever is found but the passwords, which Setup has no better place for. */
  private static List<Finding> findings(AnswerFile answerFile, LintContext context) {
    return Rules.linter()
        .lint("Autounattend.xml", AnswerFileXml.write(answerFile), context)
        .stream()
        .filter(finding -> !finding.rule().id().equals("plain-text-password"))
        .toList();
  }

  private static LintContext media(Target target) {
    Release release = target.release();
    Architecture architecture = target.architecture();
    InstallFacts install =
        new InstallFacts(
            List.of(image(target, 1, "STARTER"), image(target, 2, "PROFESSIONAL")),
            release.supports(architecture, Firmware.BIOS),
            release.supports(architecture, Firmware.UEFI));
    List<DriverFolder> drivers =
        Stream.of("viostor", "vioscsi")
            .map(
                driver ->
                    new DriverFolder(
                        driver,
                        release.driverFolder(),
                        architecture,
                        driver
                            + "/"
                            + release.driverFolder()
                            + "/"
                            + architecture.answerFileName()))
            .toList();
    return new LintContext(Optional.of(install), Optional.of(drivers));
  }

  private static WindowsImage image(Target target, int index, String name) {
    Release release = target.release();
    WindowsVersion version = release.currentVersion();
    return new WindowsImage(
        new ImageIndex(index),
        release.displayName() + " " + name,
        release.displayName() + " " + name,
        new EditionId(index == 2 ? release.usualEdition() : "Starter"),
        target.architecture(),
        version,
        release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
        List.of("en-US"),
        1L << 33);
  }
}
