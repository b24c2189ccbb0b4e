package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.ConfigurationPass.AUDIT_SYSTEM;
import static dev.casement.unattend.ConfigurationPass.AUDIT_USER;
import static dev.casement.unattend.ConfigurationPass.GENERALIZE;
import static dev.casement.unattend.ConfigurationPass.OFFLINE_SERVICING;
import static dev.casement.unattend.ConfigurationPass.OOBE_SYSTEM;
import static dev.casement.unattend.ConfigurationPass.SPECIALIZE;
import static dev.casement.unattend.ConfigurationPass.WINDOWS_PE;

import dev.casement.report.Spelling;
import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Components that Casement does not set itself, and the passes of their settings.
 *
 * <p>Sources: the components' pages in Microsoft's Unattended Windows Setup Reference; the
 * catalogue of unattend-generator (resource/Component.json). A pass in neither source is included
 * if public answer files use it, since it does no harm.
 */
final class KnownComponents {
  private static final Map<String, Set<ConfigurationPass>> PASSES =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    for (ComponentName name : ComponentName.values()) {
      for (ConfigurationPass pass : ConfigurationPass.values()) {
        if (name.isValidIn(pass)) {
          add(name.xmlName(), pass);
        }
      }
    }
    add(ComponentName.SHELL_SETUP.xmlName(), WINDOWS_PE, GENERALIZE);
    add(ComponentName.PNP_SYSPREP.xmlName(), SPECIALIZE);
    add(ComponentName.TERMINAL_SERVICES.xmlName(), OFFLINE_SERVICING, GENERALIZE);
    add("Microsoft-Windows-DNS-Client", SPECIALIZE, WINDOWS_PE);
    add("Microsoft-Windows-EnhancedStorage-Adm", SPECIALIZE, OOBE_SYSTEM);
    add("Microsoft-Windows-ErrorReportingCore", SPECIALIZE);
    add("Microsoft-Windows-IE-ESC", SPECIALIZE);
    add("Microsoft-Windows-IE-InternetExplorer", SPECIALIZE, OOBE_SYSTEM);
    add("Microsoft-Windows-LUA-Settings", OFFLINE_SERVICING);
    add("Microsoft-Windows-NetBT", SPECIALIZE);
    add("Microsoft-Windows-OutOfBoxExperience", GENERALIZE, SPECIALIZE);
    add("Microsoft-Windows-PnpCustomizationsNonWinPE", OFFLINE_SERVICING, AUDIT_SYSTEM);
    add("Microsoft-Windows-PowerCPL", GENERALIZE, SPECIALIZE);
    add("Microsoft-Windows-RemoteAssistance-Exe", SPECIALIZE);
    add(
        "Microsoft-Windows-SecureStartup-FilterDriver",
        OFFLINE_SERVICING,
        SPECIALIZE,
        AUDIT_SYSTEM,
        OOBE_SYSTEM);
    add("Microsoft-Windows-Security-Licensing-SLC", GENERALIZE);
    add("Microsoft-Windows-Security-Licensing-SLC-UX", SPECIALIZE);
    add("Microsoft-Windows-Security-SPP", GENERALIZE);
    add("Microsoft-Windows-Security-SPP-UX", SPECIALIZE);
    add("Microsoft-Windows-ServerManager-SvrMgrNc", GENERALIZE, SPECIALIZE);
    add("Microsoft-Windows-SQMAPI", SPECIALIZE, OOBE_SYSTEM);
    add("Microsoft-Windows-SystemRestore-Main", SPECIALIZE);
    add("Microsoft-Windows-SystemSettingsThreshold", GENERALIZE, SPECIALIZE);
    add("Microsoft-Windows-TCPIP", WINDOWS_PE, SPECIALIZE);
    add("Microsoft-Windows-TerminalServices-RDP-WinStationExtensions", GENERALIZE, SPECIALIZE);
    add(
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager",
        OFFLINE_SERVICING,
        GENERALIZE,
        SPECIALIZE);
    add("Microsoft-Windows-UnattendedJoin", OFFLINE_SERVICING, SPECIALIZE);
    add("Microsoft-Windows-WinRE-RecoveryAgent", OOBE_SYSTEM);
    add("Security-Malware-Windows-Defender", OFFLINE_SERVICING, SPECIALIZE, OOBE_SYSTEM);
    add("Microsoft-Windows-StorPort-RegistrySettings", SPECIALIZE, AUDIT_SYSTEM, AUDIT_USER);
  }

  private KnownComponents() {}

  private static void add(String name, ConfigurationPass... passes) {
    PASSES
        .computeIfAbsent(name, _ -> EnumSet.noneOf(ConfigurationPass.class))
        .addAll(Arrays.asList(passes));
  }

  /** The passes of a component; empty for an unknown one. */
  static Optional<Set<ConfigurationPass>> passes(String name) {
    return Optional.ofNullable(PASSES.get(name)).map(EnumSet::copyOf);
  }

  /** The known name of which this is probably a misspelling. */
  static Optional<String> near(String name) {
    return PASSES.containsKey(name) ? Optional.empty() : Spelling.nearest(name, PASSES.keySet(), 2);
  }
}
