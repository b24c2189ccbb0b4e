package dev.casement.verify;

import static dev.casement.report.Rule.error;
import static dev.casement.report.Rule.warning;

import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks that cloudbase-init is installed, complete, and will run. */
final class CloudbaseInitChecks {
  private static final String SERVICE = "cloudbase-init";
  private static final int ON_DEMAND = 3;
  private static final int DISABLED = 4;

  /** Setup runs it after OOBE. */
  private static final String SETUP_COMPLETE = "\\Windows\\Setup\\Scripts\\SetupComplete.cmd";

  private static final List<String> FILES =
      List.of("cloudbase-init.conf", "cloudbase-init-unattend.conf");

  private static final int LARGEST_FILE = 1 << 20;

  /** The names of Windows' own groups depend on its language. */
  private static final String GROUPS = "[DEFAULT] groups";

  private static final String ANSWER_FILE = ExpectationChecks.ANSWER_FILE;

  private static final Pattern AGAIN =
      Pattern.compile("(?i)cloudbase-init\\.exe.*\\|\\|\\s*exit(?: /b)? 2");

  /** Absolute paths in quotes; cmd takes a doubled quote as one. */
  private static final Pattern QUOTED =
      Pattern.compile("(?i)\"((?:[a-z]:|%ProgramFiles%)\\\\[^\"]+)\"");

  private static final String PROGRAM_FILES = "%programfiles%";

  private static final Rule MISSING =
      warning(
          "no-cloudbase-init",
          "instances take neither name, password, keys nor network settings from the cloud",
          "set media.cloudbaseInit in the recipe, unless something else does that",
          "cloudbase-init's documentation, \"Services\"");

  private static final Rule OFF =
      error(
          "cloudbase-init-disabled",
          "instances take neither name, password, keys nor network settings from the cloud",
          "set the service's start type to automatic",
          "Learn, \"ChangeServiceConfigW\"");

  private static final Rule INCOMPLETE =
      error(
          "cloudbase-init-incomplete",
          "the service fails at each start",
          "install cloudbase-init again",
          "cloudbase-init's documentation, \"Configuration file\"");

  private static final Rule DIFFERS =
      error(
          "cloudbase-init-differs",
          "instances get another account, other metadata or other settings than were asked for",
          "build again; a script of the recipe may have changed cloudbase-init",
          "cloudbase-init's documentation, \"Configuration file\"; oslo.config's on its files");

  private static final Rule NOT_STARTED =
      warning(
          "cloudbase-init-not-started",
          "nothing is known to start the service, and instances wait for it in vain",
          "set the service's start type to automatic, or start it in SetupComplete.cmd",
          "Learn, \"Add a custom script to Windows Setup\"; cloudbase/cloudbase-init issue 159");

  private static final Rule NO_PLUGIN =
      error(
          "cloudbase-init-plugin-missing",
          "cloudbase-init ends at a class that it cannot load, before it has done anything",
          "correct the name, or take a version of cloudbase-init that has it",
          "cloudbase-init's documentation, \"Plugins\" and \"Services\"");

  private static final Rule LOOP =
      error(
          "cloudbase-init-restarts-forever",
          "the answer file's command fails, and tells Windows to restart and run it again",
          "install cloudbase-init again, or correct the command before sysprep",
          "cloudbase-init's documentation, \"Tutorial\"; Learn, \"WillReboot\"");

  private static final Rule OWN_ANSWERS =
      warning(
          "cloudbase-init-answer-file",
          "sysprep with cloudbase-init's own answer file fails, so no instance becomes an image",
          "install cloudbase-init again, or name another answer file for sysprep",
          "cloudbase-init's documentation, \"Tutorial\"");

  private static final Rule NO_ACCOUNT =
      error(
          "cloudbase-init-account-missing",
          "Windows cannot start the service: error 1069, the account does not exist",
          "install cloudbase-init again, or let its service run as LocalSystem",
          "Learn, \"System Error Codes (1000-1299)\": ERROR_SERVICE_LOGON_FAILED");

  private CloudbaseInitChecks() {}

  static List<Rule> rules() {
    return List.of(
        MISSING, OFF, NOT_STARTED, NO_ACCOUNT, INCOMPLETE, LOOP, OWN_ANSWERS, NO_PLUGIN, DIFFERS);
  }

  /**
   * Checks cloudbase-init.
   *
   * @param wanted the texts of its configuration files, by file name; empty if any will do
   */
  static void run(OfflineWindows windows, Map<String, String> wanted, Findings findings) {
    checkCommands(windows, findings);
    Optional<RegistryKey> service = windows.service(SERVICE);
    if (service.isEmpty()) {
      findings.add(
          wanted.isEmpty() ? MISSING : DIFFERS,
          "SYSTEM, Services",
          "there is no service " + SERVICE);
      return;
    }
    String place = "SYSTEM, Services\\" + SERVICE;
    if (service.get().number("Start").orElse(-1) == DISABLED) {
      findings.add(OFF, place, "Start is " + DISABLED);
    }
    if (service.get().number("Start").orElse(-1) == ON_DEMAND && !isStartedAfterSetup(windows)) {
      findings.add(
          NOT_STARTED, place, "Start is " + ON_DEMAND + ", and " + SETUP_COMPLETE + " lacks it");
    }
    checkAccount(windows, place, service.get(), findings);
    Optional<String> program = service.get().text("ImagePath").map(CloudbaseInitChecks::program);
    if (program.filter(windows::exists).isEmpty()) {
      findings.add(INCOMPLETE, place, program.orElse("ImagePath") + " does not exist");
      return;
    }
    directory(program.get())
        .ifPresent(directory -> checkFiles(windows, directory, wanted, findings));
  }

  /**
   * Checks the command that cloudbase-init's documentation gives for the specialize pass, which
   * ends with {@code || exit 2}.
   */
  private static void checkCommands(OfflineWindows windows, Findings findings) {
    List<String> commands =
        windows
            .read(ANSWER_FILE, LeftoverChecks.LARGEST_ANSWER_FILE)
            .map(file -> new AnswerFileValues(file).of("Path"))
            .orElse(List.of());
    for (String command : commands) {
      if (AGAIN.matcher(command).find()) {
        QUOTED
            .matcher(command)
            .results()
            .map(path -> onVolume(path.group(1)))
            .filter(path -> !windows.exists(path))
            .forEach(path -> findings.add(LOOP, ANSWER_FILE, path + " does not exist"));
      }
    }
  }

  private static String onVolume(String path) {
    return path.toLowerCase(Locale.ROOT).startsWith(PROGRAM_FILES)
        ? "\\Program Files" + path.substring(PROGRAM_FILES.length())
        : DriverChecks.onVolume(path);
  }

  /** Only accounts of this Windows can be looked up. */
  private static void checkAccount(
      OfflineWindows windows, String place, RegistryKey service, Findings findings) {
    AccountChecks.ofService(service)
        .filter(name -> AccountChecks.exists(windows, name).equals(Optional.of(false)))
        .ifPresent(
            name ->
                findings.add(NO_ACCOUNT, place, "it runs as " + name + ", which does not exist"));
  }

  private static boolean isStartedAfterSetup(OfflineWindows windows) {
    return windows
        .read(SETUP_COMPLETE, LARGEST_FILE)
        .map(bytes -> new String(bytes, windows.codePage()).toLowerCase(Locale.ROOT))
        .filter(script -> script.contains(SERVICE))
        .isPresent();
  }

  /** The answer file for sysprep that its installer brings; Casement uses one of its own. */
  private static void checkOwnAnswers(OfflineWindows windows, String directory, Findings findings) {
    String path = directory + "\\conf\\Unattend.xml";
    Optional<byte[]> content = windows.read(path, LeftoverChecks.LARGEST_ANSWER_FILE);
    if (content.isEmpty()) {
      findings.add(OWN_ANSWERS, path, "there is no such file");
    } else {
      new AnswerFileValues(content.get())
          .problem()
          .ifPresent(problem -> findings.add(OWN_ANSWERS, path, problem));
    }
  }

  private static void checkFiles(
      OfflineWindows windows, String directory, Map<String, String> wanted, Findings findings) {
    checkOwnAnswers(windows, directory, findings);
    for (String file : FILES) {
      String path = directory + "\\conf\\" + file;
      Optional<byte[]> content = windows.read(path, LARGEST_FILE);
      if (content.isEmpty()) {
        findings.add(INCOMPLETE, path, "there is no such file");
        continue;
      }
      // Python reads it in the code page of this Windows.
      Map<String, String> found =
          OsloConf.parse(new String(content.get(), windows.codePage())).options();
      checkClasses(windows, directory, path, found, findings);
      if (wanted.containsKey(file)) {
        new TreeMap<>(OsloConf.parse(wanted.getOrDefault(file, "")).options())
            .forEach(
                (option, value) ->
                    compare(windows, path + ", " + option, found.get(option), value, findings));
      }
    }
  }

  /** Checks that the configured classes exist, if Python's packages are found. */
  private static void checkClasses(
      OfflineWindows windows,
      String directory,
      String path,
      Map<String, String> options,
      Findings findings) {
    String packages = directory + "\\Python\\Lib\\site-packages\\";
    if (!windows.exists(packages + "cloudbaseinit")) {
      return;
    }
    for (String option : List.of("[DEFAULT] plugins", "[DEFAULT] metadata_services")) {
      for (String name : options.getOrDefault(option, "").split("[,\\s]+")) {
        String module = name.replaceFirst("\\.[^.]*$", "").replace('.', '\\');
        if (name.startsWith("cloudbaseinit.")
            && !windows.exists(packages + module + ".py")
            && !windows.exists(packages + module + ".pyc")) {
          findings.add(NO_PLUGIN, path + ", " + option, "there is no " + name);
        }
      }
    }
  }

  private static void compare(
      OfflineWindows windows,
      String place,
      @Nullable String found,
      String wanted,
      Findings findings) {
    boolean hasOtherNames = place.endsWith(GROUPS) && found != null && !windows.isEnglish();
    boolean same =
        hasOtherNames ? names(String.valueOf(found)) == names(wanted) : wanted.equals(found);
    if (!same) {
      findings.add(
          DIFFERS,
          place,
          "it is %s, and \"%s\" was asked for"
              .formatted(found == null ? "missing" : "\"" + found + "\"", wanted));
    }
  }

  private static int names(String list) {
    return list.split(",", -1).length;
  }

  /** The service's program, from a command line that may be quoted. */
  private static String program(String imagePath) {
    String line = imagePath.strip();
    if (line.startsWith("\"")) {
      int end = line.indexOf('"', 1);
      return DriverChecks.onVolume(line.substring(1, end < 0 ? line.length() : end));
    }
    int end = line.toLowerCase(Locale.ROOT).indexOf(".exe");
    return DriverChecks.onVolume(end < 0 ? line : line.substring(0, end + 4));
  }

  /** The installation directory, the parent of {@code bin}. */
  private static Optional<String> directory(String program) {
    int bin = program.toLowerCase(Locale.ROOT).lastIndexOf("\\bin\\");
    return bin < 0 ? Optional.empty() : Optional.of(program.substring(0, bin));
  }
}
