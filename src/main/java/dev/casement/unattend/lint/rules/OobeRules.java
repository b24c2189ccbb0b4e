package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules about the out-of-box experience, and about settings that a release does not have. */
final class OobeRules {
  /** Source: Microsoft Learn, "HideOEMRegistrationScreen" and its siblings: since 8 and 2012. */
  private static final List<String> SINCE_WINDOWS_8 =
      List.of("HideOEMRegistrationScreen", "HideOnlineAccountScreens", "HideLocalAccountScreen");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "setting-too-new",
              "Setup of this release does not know the setting, and stops",
              "remove it",
              Sources.reference("OOBE"),
              OobeRules::tooNew),
          warning(
              "setting-too-old",
              "Windows since 10 ignores the setting",
              "remove it",
              Sources.reference("NetworkLocation"),
              OobeRules::tooOld),
          warning(
              "skipped-oobe",
              "Microsoft has deprecated it for installing: what the skipped pages set up is left out",
              "hide the pages one by one: HideEULAPage, ProtectYourPC …",
              Sources.reference("SkipMachineOOBE, SkipUserOOBE"),
              OobeRules::skipped),
          warning(
              "no-account",
              "Windows asks for an account or a password at its first start",
              "on clients add a LocalAccount, on servers an AdministratorPassword",
              Sources.reference("UserAccounts"),
              OobeRules::noAccount),
          error(
              "extend-and-size",
              "ExtendOSPartition takes either Extend or Size",
              "keep one of them",
              Sources.reference("ExtendOSPartition"),
              OobeRules::extendAndSize),
          error(
              "join-twice",
              "a computer joins a domain or a workgroup, not both",
              "keep one of them",
              Sources.reference("Identification (Microsoft-Windows-UnattendedJoin)"),
              OobeRules::joinTwice));

  private OobeRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static Stream<Element> oobe(Subject subject) {
    return subject.tree().components(ComponentName.SHELL_SETUP).flatMap(shell -> shell.all("OOBE"));
  }

  private static void tooNew(Subject subject, Report report) {
    Optional<Release> release = subject.installation().release();
    if (release.isEmpty() || release.get().hasAccountPages()) {
      return;
    }
    oobe(subject)
        .flatMap(oobe -> oobe.children().stream())
        .filter(child -> SINCE_WINDOWS_8.contains(child.name()))
        .forEach(
            child ->
                report.at(
                    child, "%s has no %s".formatted(release.get().displayName(), child.name())));
  }

  private static void tooOld(Subject subject, Report report) {
    subject
        .installation()
        .release()
        .filter(release -> !release.asksForNetworkLocation())
        .ifPresent(
            release ->
                oobe(subject)
                    .flatMap(oobe -> oobe.all("NetworkLocation"))
                    .forEach(
                        child ->
                            report.at(child, release.displayName() + " has no NetworkLocation")));
  }

  private static void skipped(Subject subject, Report report) {
    // Sysprep's answer file needs them: an instance must not show pages, and has no account yet.
    if (subject.tree().setup().findAny().isEmpty()) {
      return;
    }
    oobe(subject)
        .flatMap(oobe -> oobe.children().stream())
        .filter(child -> Set.of("SkipMachineOOBE", "SkipUserOOBE").contains(child.name()))
        .filter(child -> child.text().equalsIgnoreCase("true"))
        .forEach(child -> report.at(child, child.name() + " is true"));
  }

  private static void noAccount(Subject subject, Report report) {
    boolean skips =
        oobe(subject)
            .flatMap(oobe -> oobe.children().stream())
            .anyMatch(child -> child.name().startsWith("Skip"));
    boolean accounts =
        subject
            .tree()
            .components(ComponentName.SHELL_SETUP)
            .anyMatch(shell -> shell.find("UserAccounts").isPresent());
    subject
        .tree()
        .setup()
        .filter(setup -> !skips && !accounts && setup.find("ImageInstall").isPresent())
        .findFirst()
        .ifPresent(setup -> report.at(setup, "there is no UserAccounts"));
  }

  private static void extendAndSize(Subject subject, Report report) {
    subject
        .tree()
        .components(ComponentName.DEPLOYMENT)
        .flatMap(deployment -> deployment.all("ExtendOSPartition"))
        .filter(extend -> extend.isTrue("Extend") && extend.find("Size").isPresent())
        .forEach(extend -> report.at(extend, "Extend and Size are both set"));
  }

  private static void joinTwice(Subject subject, Report report) {
    subject
        .tree()
        .everywhere("Identification")
        .filter(join -> join.value("JoinDomain").isPresent())
        .filter(join -> join.value("JoinWorkgroup").isPresent())
        .forEach(join -> report.at(join, "JoinDomain and JoinWorkgroup are both set"));
  }
}
