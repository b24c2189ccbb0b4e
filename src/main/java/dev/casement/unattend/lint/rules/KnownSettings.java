package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.ConfigurationPass.AUDIT_SYSTEM;
import static dev.casement.unattend.ConfigurationPass.OFFLINE_SERVICING;
import static dev.casement.unattend.ConfigurationPass.OOBE_SYSTEM;
import static dev.casement.unattend.ConfigurationPass.SPECIALIZE;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The places of settings; only common ones that are often misplaced.
 *
 * <p>Source: Microsoft's Unattended Windows Setup Reference, the page of each setting.
 */
final class KnownSettings {
  /** The components of which a setting of this name is a direct child. */
  static final Map<String, List<ComponentName>> OWNERS =
      Map.ofEntries(
          Map.entry("DiskConfiguration", List.of(ComponentName.SETUP)),
          Map.entry("ImageInstall", List.of(ComponentName.SETUP)),
          Map.entry("UserData", List.of(ComponentName.SETUP)),
          Map.entry("RunSynchronous", List.of(ComponentName.SETUP, ComponentName.DEPLOYMENT)),
          Map.entry("RunAsynchronous", List.of(ComponentName.SETUP, ComponentName.DEPLOYMENT)),
          Map.entry("ExtendOSPartition", List.of(ComponentName.DEPLOYMENT)),
          Map.entry("Reseal", List.of(ComponentName.DEPLOYMENT)),
          Map.entry("SetupUILanguage", List.of(ComponentName.INTERNATIONAL_CORE_WINPE)),
          Map.entry("AutoLogon", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("ComputerName", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("FirstLogonCommands", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("LogonCommands", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("OOBE", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("TimeZone", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("UserAccounts", List.of(ComponentName.SHELL_SETUP)),
          Map.entry("PersistAllDeviceInstalls", List.of(ComponentName.PNP_SYSPREP)),
          Map.entry("fDenyTSConnections", List.of(ComponentName.TERMINAL_SERVICES)),
          Map.entry("FirewallGroups", List.of(ComponentName.FIREWALL)));

  /** The passes in which Shell-Setup accepts these settings. */
  static final Map<String, Set<ConfigurationPass>> SHELL_PASSES =
      Map.of(
          "AutoLogon", Set.of(SPECIALIZE, AUDIT_SYSTEM, OOBE_SYSTEM),
          "ComputerName", Set.of(OFFLINE_SERVICING, SPECIALIZE),
          "CopyProfile", Set.of(SPECIALIZE),
          "FirstLogonCommands", Set.of(OOBE_SYSTEM),
          "LogonCommands", Set.of(OOBE_SYSTEM),
          "OOBE", Set.of(OOBE_SYSTEM),
          "UserAccounts", Set.of(AUDIT_SYSTEM, OOBE_SYSTEM));

  /** The permitted children of these groups, as far as known. */
  static final Map<String, Set<String>> CHILDREN =
      Map.of(
          "OOBE",
          Set.of(
              "HideEULAPage",
              "HideLocalAccountScreen",
              "HideOEMRegistrationScreen",
              "HideOnlineAccountScreens",
              "HideWirelessSetupInOOBE",
              "NetworkLocation",
              "OEMAppId",
              "ProtectYourPC",
              "SkipMachineOOBE",
              "SkipUserOOBE",
              "UnattendEnableRetailDemo",
              "VMModeOptimizations"),
          "UserData",
          Set.of("AcceptEula", "FullName", "Organization", "ProductKey"),
          "AutoLogon",
          Set.of("Domain", "Enabled", "LogonCount", "Password", "Username"),
          "OSImage",
          Set.of(
              "Compact", "InstallFrom", "InstallTo", "InstallToAvailablePartition", "WillShowUI"),
          "CreatePartition",
          Set.of("Extend", "Order", "Size", "Type"),
          "ModifyPartition",
          Set.of("Active", "Extend", "Format", "Label", "Letter", "Order", "PartitionID", "TypeID"),
          "Disk",
          Set.of(
              "CreatePartitions",
              "DisableEncryptedDiskProvisioning",
              "DiskID",
              "ModifyPartitions",
              "WillWipeDisk"));

  /** Boolean settings. */
  static final Set<String> BOOLEANS =
      Set.of(
          "AcceptEula",
          "Active",
          "CopyProfile",
          "EnableLUA",
          "Extend",
          "HideEULAPage",
          "HideLocalAccountScreen",
          "HideOEMRegistrationScreen",
          "HideOnlineAccountScreens",
          "HideWirelessSetupInOOBE",
          "InstallToAvailablePartition",
          "PersistAllDeviceInstalls",
          "PlainText",
          "RequiresUserInput",
          "SkipMachineOOBE",
          "SkipUserOOBE",
          "WillWipeDisk",
          "fDenyTSConnections");

  /** Settings with a fixed set of values. */
  static final Map<String, List<String>> WORDS =
      Map.of(
          "WillShowUI", List.of("Always", "Never", "OnError"),
          "WillReboot", List.of("Always", "Never", "OnRequest"),
          "NetworkLocation", List.of("Home", "Work", "Other"),
          "ProtectYourPC", List.of("1", "2", "3"));

  /** Groups besides {@link #OWNERS} that may occur once in their parent. */
  private static final Set<String> SINGLE_GROUPS =
      Set.of(
          "AdministratorPassword",
          "Credentials",
          "Display",
          "Identification",
          "InstallFrom",
          "InstallTo",
          "OEMInformation",
          "OSImage",
          "Password",
          "ProductKey",
          "Themes",
          "UpgradeData",
          "VisualEffects",
          "WindowsFeatures");

  /** Groups that contain only list items. */
  private static final Set<String> LISTS =
      insensitive(
          Set.of(
              "CreatePartitions",
              "DomainAccounts",
              "DriverPaths",
              "FirewallGroups",
              "FirstLogonCommands",
              "LocalAccounts",
              "LogonCommands",
              "ModifyPartitions",
              "RunAsynchronous",
              "RunSynchronous"));

  private static final Set<String> SINGLE = single();

  private KnownSettings() {}

  /** Whether a setting or group of this name may occur only once in its parent. */
  static boolean isSingle(String name) {
    return SINGLE.contains(name);
  }

  static boolean isList(String name) {
    return LISTS.contains(name);
  }

  private static Set<String> single() {
    Set<String> names = new HashSet<>(OWNERS.keySet());
    names.addAll(SINGLE_GROUPS);
    names.addAll(BOOLEANS);
    names.addAll(WORDS.keySet());
    CHILDREN.values().forEach(names::addAll);
    return insensitive(names);
  }

  private static Set<String> insensitive(Set<String> names) {
    Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    all.addAll(names);
    return all;
  }
}
