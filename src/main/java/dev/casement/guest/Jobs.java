package dev.casement.guest;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Builds the job of each VM run from typed settings. */
public final class Jobs {
  private static final String PAYLOAD = "{payload}\\casement\\payload\\";

  // Separates the items of a list in one argument of a step; no Windows file name contains it.
  private static final String LIST = "|";

  // How long one execution of a step may take before the runner kills it. The recipe limits the
  // whole run; these limits end and name a hanging program earlier.
  private static final Duration DRIVERS = Duration.ofMinutes(20);
  private static final Duration GUEST_AGENT = Duration.ofMinutes(30);
  private static final Duration OPTIONALS = Duration.ofHours(2);
  private static final Duration UPDATE_ROUND = Duration.ofHours(6);
  private static final Duration SERVICING = Duration.ofHours(1);
  private static final Duration CLOUDBASE_INIT = Duration.ofMinutes(30);
  private static final Duration COMPONENTS = Duration.ofHours(4);
  private static final Duration SETTINGS = Duration.ofMinutes(10);
  private static final Duration STORE_APPS = Duration.ofMinutes(20);
  private static final Duration CLEAN_UP = Duration.ofMinutes(30);
  private static final Duration BOOT_MANAGER = Duration.ofMinutes(5);
  private static final Duration FREE_SPACE = Duration.ofHours(1);
  private static final Duration SYSPREP = Duration.ofMinutes(45);
  // Less than the step's limit, so that the step itself can report where sysprep hangs.
  private static final Duration SYSPREP_ITSELF = Duration.ofMinutes(40);
  private static final Duration SIGN_OFF = Duration.ofMinutes(5);

  // ERROR_SUCCESS_REBOOT_REQUIRED and ERROR_SUCCESS_REBOOT_INITIATED of Windows Installer.
  private static final Set<Integer> REBOOT = Set.of(3010, 1641);
  private static final Set<Integer> NONE = Set.of();

  private Jobs() {}

  /** The job of run install without optional parts. */
  public static Job install(
      String token,
      Release release,
      Architecture architecture,
      GuestDrivers drivers,
      List<UserStep> userSteps) {
    return install(
        token,
        new InstallPlan(release, architecture, drivers, List.of(), OptionalPlan.none(), userSteps));
  }

  /**
   * The job of run install: the steps of the first logon. Languages come before everything that has
   * localized texts, and all of it before run update, which updates it.
   */
  public static Job install(String token, InstallPlan plan) {
    List<JobStep> steps = new ArrayList<>();
    String architecture = plan.architecture().answerFileName();
    if (plan.drivers() != GuestDrivers.NONE) {
      List<String> command = step("drivers.ps1", drivers(plan));
      steps.add(rebooting("drivers", "Install the VirtIO drivers", command, DRIVERS));
    }
    if (plan.optionals().moreDrivers()) {
      List<String> arguments = List.of("-Directory", PAYLOAD + "drivers");
      List<String> command = step("more-drivers.ps1", arguments);
      steps.add(rebooting("more-drivers", "Install more drivers", command, DRIVERS));
    }
    if (plan.drivers() == GuestDrivers.DRIVERS_AND_GUEST_AGENT) {
      List<String> arguments = List.of("-Drivers", "{drivers}", "-Architecture", architecture);
      List<String> command = step("guest-agent.ps1", arguments);
      steps.add(rebooting("guest-agent", "Install the QEMU guest agent", command, GUEST_AGENT));
    }
    steps.addAll(optionals(plan.optionals()));
    addUserSteps(steps, plan.userSteps());
    steps.add(signOff("install"));
    return new Job("install", token, steps);
  }

  private static List<String> drivers(InstallPlan plan) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-Drivers", "{drivers}", "-Folder", plan.release().driverFolder()));
    arguments.addAll(List.of("-Architecture", plan.architecture().answerFileName()));
    if (!plan.excludedDrivers().isEmpty()) {
      arguments.addAll(List.of("-Exclude", String.join(LIST, plan.excludedDrivers())));
    }
    return arguments;
  }

  private static List<JobStep> optionals(OptionalPlan plan) {
    List<JobStep> steps = new ArrayList<>();
    if (!plan.languages().isEmpty()) {
      List<String> command = step("languages.ps1", onDemand(plan.languages()));
      steps.add(again("languages", "Install language packs", command, OPTIONALS));
    }
    if (!plan.capabilities().isEmpty()) {
      List<String> command = step("capabilities.ps1", onDemand(plan.capabilities()));
      steps.add(again("capabilities", "Install features on demand", command, OPTIONALS));
    }
    if (!plan.features().isEmpty()) {
      List<String> arguments = List.of("-Names", String.join(LIST, plan.features()));
      List<String> command = step("features.ps1", arguments);
      steps.add(again("features", "Enable features of Windows", command, OPTIONALS));
    }
    return steps;
  }

  private static List<String> onDemand(List<OptionalPlan.OnDemand> packages) {
    List<String> names = packages.stream().map(OptionalPlan.OnDemand::name).toList();
    List<String> paths =
        packages.stream().map(each -> each.path().orElse("").replace('/', '\\')).toList();
    return List.of("-Names", String.join(LIST, names), "-Packages", String.join(LIST, paths));
  }

  /**
   * The job of run update: packages, rounds of updates until none are left, then the removal of
   * superseded components.
   */
  public static Job update(String token, UpdatePlan plan) {
    List<JobStep> steps = new ArrayList<>();
    if (plan.packages()) {
      List<String> arguments = List.of("-Source", "packages", "-Directory", PAYLOAD + "updates");
      steps.add(updates("packages", "Install update packages", arguments, plan.rules()));
    }
    plan.server()
        .map(server -> serverArguments(server, plan.rules().rounds()))
        .map(arguments -> updates("updates", "Install Windows updates", arguments, plan.rules()))
        .ifPresent(steps::add);
    plan.components()
        .method(plan.release())
        .map(method -> step("component-clean-up.ps1", List.of("-Method", method)))
        .map(
            command ->
                again("component-clean-up", "Remove superseded components", command, COMPONENTS))
        .ifPresent(steps::add);
    steps.add(signOff("update"));
    return new Job("update", token, steps);
  }

  private static JobStep updates(String id, String title, List<String> source, UpdateRules rules) {
    List<String> arguments = new ArrayList<>(source);
    if (!rules.excluded().isEmpty()) {
      arguments.addAll(List.of("-Exclude", String.join(LIST, rules.excluded())));
    }
    arguments.addAll(List.of("-OnFailure", rules.onFailure().toString()));
    arguments.addAll(List.of("-OneUpdate", Long.toString(rules.oneUpdate().toSeconds())));
    // The step's limit must exceed the script's, so that the script can end and name the update.
    Duration atLeast = rules.oneUpdate().plus(SERVICING);
    return new JobStep(
        id,
        title,
        step("updates.ps1", arguments),
        UPDATE_ROUND.compareTo(atLeast) > 0 ? UPDATE_ROUND : atLeast,
        Set.of(0),
        REBOOT,
        Set.of(1003));
  }

  private static List<String> serverArguments(UpdateSource server, int rounds) {
    String limit = Integer.toString(rounds);
    return switch (server) {
      case UpdateSource.MicrosoftUpdate() ->
          List.of("-Source", "microsoft-update", "-Rounds", limit);
      case UpdateSource.Wsus(var address) ->
          List.of("-Source", "wsus", "-Server", address.toString(), "-Rounds", limit);
    };
  }

  /**
   * The job of run generalize: settings, cloudbase-init, the user's scripts in order, clean-up,
   * sysprep.
   */
  public static Job generalize(String token, GeneralizePlan plan) {
    List<JobStep> steps = new ArrayList<>();
    steps.add(settings(plan.settings(), plan.release()));
    plan.cloudbaseInit().map(Jobs::cloudbaseInit).ifPresent(steps::add);
    addUserSteps(steps, plan.userSteps());
    if (!plan.release().isKernel61()) {
      List<String> arguments = List.of("-Action", plan.cleanUp().storeApps().toString());
      steps.add(
          withoutReboot(
              "store-apps",
              "Look for Store apps that make sysprep fail",
              step("store-apps.ps1", arguments),
              STORE_APPS));
    }
    if (plan.cleanUp().freeSpace()) {
      // Removing the file takes a reboot, and later steps must not reboot.
      steps.add(
          rebooting(
              "page-file",
              "Turn the page file off until sysprep is done",
              step("page-file.ps1"),
              SETTINGS));
    }
    if (plan.firmware().isUefi()) {
      steps.add(
          withoutReboot(
              "boot-manager",
              "Check who signed the boot manager",
              step("boot-manager.ps1"),
              BOOT_MANAGER));
    }
    steps.add(cleanUp(plan));
    if (plan.cleanUp().freeSpace()) {
      steps.add(
          withoutReboot("free-space", "Release free space", step("free-space.ps1"), FREE_SPACE));
    }
    steps.add(sysprep(plan.cleanUp().storeApps()));
    steps.add(signOff("generalize"));
    return new Job("generalize", token, steps);
  }

  private static JobStep sysprep(CleanUpSettings.StoreApps storeApps) {
    List<String> arguments =
        List.of(
            "-AnswerFile",
            "{media}\\casement\\unattend.xml",
            "-StoreApps",
            storeApps.toString(),
            "-Limit",
            Long.toString(SYSPREP_ITSELF.toSeconds()));
    return withoutReboot(
        "sysprep", "Generalize Windows with sysprep", step("sysprep.ps1", arguments), SYSPREP);
  }

  private static JobStep settings(SystemSettings settings, Release release) {
    OptionalInt sanPolicy = settings.sanPolicy(release).value();
    List<String> arguments =
        List.of(
            "-NetworkLevelAuthentication", onOff(settings.networkLevelAuthentication()),
            "-Ping", onOff(settings.ping()),
            "-Ipv6Address", settings.ipv6Address().toString(),
            "-Hibernation", onOff(settings.hibernation()),
            "-ShutdownWithoutLogon", onOff(settings.shutdownWithoutLogon()),
            "-SanPolicy", sanPolicy.isPresent() ? Integer.toString(sanPolicy.getAsInt()) : "keep");
    return withoutReboot(
        "settings", "Configure Windows for the cloud", step("settings.ps1", arguments), SETTINGS);
  }

  private static JobStep cloudbaseInit(CloudbaseInitSettings settings) {
    List<String> arguments =
        List.of(
            "-Msi",
            PAYLOAD + "CloudbaseInitSetup.msi",
            "-Configuration",
            "{media}\\casement\\cloudbase-init",
            "-LocalSystem",
            onOff(settings.localSystem()));
    return rebooting(
        "cloudbase-init",
        "Install cloudbase-init",
        step("cloudbase-init.ps1", arguments),
        CLOUDBASE_INIT);
  }

  // No reboot from here on: this step removes what would log on and continue the job.
  private static JobStep cleanUp(GeneralizePlan plan) {
    List<String> arguments =
        List.of(
            "-EventLogs",
            plan.cleanUp().eventLogs() ? "clear" : "keep",
            "-CloudbaseInit",
            plan.cloudbaseInit().map(settings -> settings.start().toString()).orElse("none"));
    return withoutReboot(
        "clean-up", "Remove what only the build needed", step("clean-up.ps1", arguments), CLEAN_UP);
  }

  private static String onOff(boolean on) {
    return on ? "on" : "off";
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

  // For commands that may have to run again after Windows has finished pending work.
  private static JobStep again(String id, String title, List<String> command, Duration timeout) {
    return new JobStep(id, title, command, timeout, Set.of(0), REBOOT, UserStep.AGAIN_CODES);
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
