package dev.casement.verify;

import static dev.casement.verify.Rule.error;
import static dev.casement.verify.Rule.warning;

import dev.casement.disk.registry.RegistryKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether cloudbase-init is there, whole, and will run. */
final class CloudbaseInitChecks {
  private static final String SERVICE = "cloudbase-init";
  private static final int DISABLED = 4;
  private static final List<String> FILES =
      List.of("cloudbase-init.conf", "cloudbase-init-unattend.conf");

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

  private CloudbaseInitChecks() {}

  static List<Rule> rules() {
    return List.of(MISSING, OFF, INCOMPLETE);
  }

  static void run(OfflineWindows windows, Findings findings) {
    Optional<RegistryKey> service = windows.service(SERVICE);
    if (service.isEmpty()) {
      findings.add(MISSING, "SYSTEM, Services", "there is no service " + SERVICE);
      return;
    }
    String place = "SYSTEM, Services\\" + SERVICE;
    if (service.get().number("Start").orElse(-1) == DISABLED) {
      findings.add(OFF, place, "Start is " + DISABLED);
    }
    Optional<String> program = service.get().text("ImagePath").map(CloudbaseInitChecks::program);
    if (program.filter(windows::exists).isEmpty()) {
      findings.add(INCOMPLETE, place, program.orElse("ImagePath") + " does not exist");
      return;
    }
    directory(program.get()).ifPresent(directory -> checkFiles(windows, directory, findings));
  }

  private static void checkFiles(OfflineWindows windows, String directory, Findings findings) {
    for (String file : FILES) {
      String path = directory + "\\conf\\" + file;
      if (!windows.exists(path)) {
        findings.add(INCOMPLETE, path, "there is no such file");
      }
    }
  }

  /** The service's program, out of a command line that may be quoted. */
  private static String program(String imagePath) {
    String line = imagePath.strip();
    if (line.startsWith("\"")) {
      int end = line.indexOf('"', 1);
      return DriverChecks.onVolume(line.substring(1, end < 0 ? line.length() : end));
    }
    int end = line.toLowerCase(Locale.ROOT).indexOf(".exe");
    return DriverChecks.onVolume(end < 0 ? line : line.substring(0, end + 4));
  }

  /** The installation's directory: that above {@code bin}. */
  private static Optional<String> directory(String program) {
    int bin = program.toLowerCase(Locale.ROOT).lastIndexOf("\\bin\\");
    return bin < 0 ? Optional.empty() : Optional.of(program.substring(0, bin));
  }
}
