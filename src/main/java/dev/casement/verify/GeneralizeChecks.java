package dev.casement.verify;

import static dev.casement.report.Rule.error;

import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Rule;
import dev.casement.verify.inventory.Sysprep;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Checks that sysprep has generalized Windows. */
final class GeneralizeChecks {
  private static final String GENERALIZED = "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE";
  private static final String TAG = "\\Windows\\System32\\Sysprep\\Sysprep_succeeded.tag";

  /** SetupType of the key Setup: the next start runs only CmdLine. */
  private static final int RUNS_SETUP = 2;

  private static final Rule IMAGE_STATE =
      error(
          "not-generalized",
          "all instances are the same machine: one SID, one name, one set of host keys",
          "run sysprep /generalize /oobe /shutdown, and take the image without another start",
          "Learn, \"Windows Setup States\"");

  private static final Rule NO_TAG =
      error(
          "no-sysprep-tag",
          "sysprep did not end well, whatever the state says",
          "look into \\Windows\\System32\\Sysprep\\Panther\\setuperr.log, and build again",
          "Learn, \"Sysprep Process Overview\"; hashicorp/packer, Azure's examples");

  private static final Rule NOT_ARMED =
      error(
          "setup-not-armed",
          "the first start of an instance skips specialize and OOBE",
          "run sysprep /generalize /oobe /shutdown, and take the image without another start",
          "Learn, \"Windows Setup Configuration Passes\"");

  private GeneralizeChecks() {}

  static List<Rule> rules() {
    return List.of(IMAGE_STATE, NO_TAG, NOT_ARMED);
  }

  static void run(OfflineWindows windows, Findings findings) {
    Sysprep sysprep = windows.sysprep();
    String state = sysprep.imageState();
    if (!state.equals(GENERALIZED)) {
      findings.add(
          IMAGE_STATE,
          "SOFTWARE, " + Sysprep.STATE,
          (state.isEmpty() ? "there is no ImageState" : "ImageState is " + state)
              + sysprep.complaint());
    }
    if (!windows.exists(TAG)) {
      findings.add(NO_TAG, TAG, "there is no such file" + sysprep.complaint());
    }
    Optional<RegistryKey> setup = windows.system().find("Setup");
    long type = setup.map(key -> key.number("SetupType").orElse(0)).orElse(0L);
    String line = setup.flatMap(key -> key.text("CmdLine")).orElse("");
    if (type != RUNS_SETUP || !line.toLowerCase(Locale.ROOT).contains("windeploy")) {
      findings.add(
          NOT_ARMED, "SYSTEM, Setup", "SetupType is " + type + ", CmdLine is \"" + line + "\"");
    }
  }
}
