package dev.casement.guest;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Builds the job of each VM run from typed settings. */
public final class Jobs {
  private static final String PAYLOAD = "{payload}\\casement\\payload\\";

  // How long a step may take in one go, before the runner kills it. The host's limits of a whole
  // run are the recipe's; these only keep a program that hangs from using them up, and name it.
  private static final Duration DRIVERS = Duration.ofMinutes(20);
  private static final Duration GUEST_AGENT = Duration.ofMinutes(10);
  private static final Duration UPDATE_ROUND = Duration.ofHours(6);
  private static final Duration CLOUDBASE_INIT = Duration.ofMinutes(20);
  private static final Duration CLEAN_UP = Duration.ofHours(1);
  private static final Duration SYSPREP = Duration.ofMinutes(45);
  private static final Duration SIGN_OFF = Duration.ofMinutes(5);

  // ERROR_SUCCESS_REBOOT_REQUIRED and ERROR_SUCCESS_REBOOT_INITIATED of Windows Installer.
  private static final Set<Integer> REBOOT = Set.of(3010, 1641);
  private static final Set<Integer> NONE = Set.of();

  private Jobs() {}

  /** Run install: the steps of the first logon, the user's scripts for it after the drivers. */
  public static Job install(
      String token,
      Release release,
      Architecture architecture,
      GuestDrivers drivers,
      List<UserStep> userSteps) {
    List<JobStep> steps = new ArrayList<>();
    if (drivers != GuestDrivers.NONE) {
      List<String> arguments =
          List.of(
              "-Drivers", "{drivers}",
              "-Folder", release.driverFolder(),
              "-Architecture", architecture.answerFileName());
      List<String> command = step("drivers.ps1", arguments);
      steps.add(rebooting("drivers", "Install the VirtIO drivers", command, DRIVERS));
    }
    if (drivers == GuestDrivers.DRIVERS_AND_GUEST_AGENT) {
      List<String> arguments =
          List.of("-Drivers", "{drivers}", "-Architecture", architecture.answerFileName());
      List<String> command = step("guest-agent.ps1", arguments);
      steps.add(rebooting("guest-agent", "Install the QEMU guest agent", command, GUEST_AGENT));
    }
    addUserSteps(steps, userSteps);
    steps.add(signOff("install"));
    return new Job("install", token, steps);
  }

  /** Run update: rounds of updates until nothing is left to install. */
  public static Job update(String token, UpdateSource source) {
    List<String> arguments =
        switch (source) {
          case UpdateSource.MicrosoftUpdate() -> List.of("-Source", "microsoft-update");
          case UpdateSource.Wsus(var server) ->
              List.of("-Source", "wsus", "-Server", server.toString());
          case UpdateSource.Packages() ->
              List.of("-Source", "packages", "-Directory", PAYLOAD + "updates");
        };
    JobStep updates =
        new JobStep(
            "updates",
            "Install Windows updates",
            step("updates.ps1", arguments),
            UPDATE_ROUND,
            Set.of(0),
            REBOOT,
            UserStep.AGAIN_CODES);
    return new Job("update", token, List.of(updates, signOff("update")));
  }

  /**
   * Run generalize: cloudbase-init, the user's scripts in their order, clean-up, sysprep.
   *
   * @param cloudbaseInit empty: the image has no cloudbase-init
   */
  public static Job generalize(
      String token, Optional<CloudbaseInitSettings> cloudbaseInit, List<UserStep> userSteps) {
    List<JobStep> steps = new ArrayList<>();
    if (cloudbaseInit.isPresent()) {
      List<String> arguments =
          List.of(
              "-Msi",
              PAYLOAD + "CloudbaseInitSetup.msi",
              "-Configuration",
              "{media}\\casement\\cloudbase-init");
      List<String> command = step("cloudbase-init.ps1", arguments);
      steps.add(rebooting("cloudbase-init", "Install cloudbase-init", command, CLOUDBASE_INIT));
    }
    addUserSteps(steps, userSteps);
    // From here on nothing may reboot: clean-up takes away what would log on and go on afterwards.
    steps.add(
        withoutReboot(
            "clean-up", "Remove what only the build needed", step("clean-up.ps1"), CLEAN_UP));
    List<String> sysprep =
        step("sysprep.ps1", List.of("-AnswerFile", "{media}\\casement\\unattend.xml"));
    steps.add(withoutReboot("sysprep", "Generalize Windows with sysprep", sysprep, SYSPREP));
    steps.add(signOff("generalize"));
    return new Job("generalize", token, steps);
  }

  private static void addUserSteps(List<JobStep> steps, List<UserStep> userSteps) {
    for (int i = 0; i < userSteps.size(); i++) {
      steps.add(userSteps.get(i).toJobStep(i + 1));
    }
  }

  private static JobStep signOff(String run) {
    return withoutReboot(
        "sign-off", "Sign off", step("sign-off.ps1", List.of("-Run", run)), SIGN_OFF);
  }

  private static JobStep rebooting(
      String id, String title, List<String> command, Duration timeout) {
    return new JobStep(id, title, command, timeout, Set.of(0), REBOOT, NONE);
  }

  private static JobStep withoutReboot(
      String id, String title, List<String> command, Duration timeout) {
    return new JobStep(id, title, command, timeout, Set.of(0), NONE, NONE);
  }

  private static List<String> step(String script) {
    return step(script, List.of());
  }

  private static List<String> step(String script, List<String> arguments) {
    return PowerShellCommand.of("{media}\\casement\\steps\\" + script, arguments);
  }
}
