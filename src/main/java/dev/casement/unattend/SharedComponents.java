package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.item;
import static dev.casement.unattend.Setting.keyedItem;
import static dev.casement.unattend.Setting.value;

import dev.casement.report.Secret;
import dev.casement.unattend.Commands.Command;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Components that the answer files for Setup and sysprep have in common. */
final class SharedComponents {
  private static final String OOBE_KEY = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\OOBE";

  private SharedComponents() {}

  /**
   * Turns Remote Desktop on: the service accepts connections and the firewall allows them. The
   * firewall group is named by its resource, which is the same in every language.
   *
   * <p>Source: Microsoft Learn, "fDenyTSConnections", "FirewallGroups" (Networking-MPSSVC-Svc).
   */
  static List<Component> remoteDesktop() {
    return List.of(
        Component.of(ComponentName.TERMINAL_SERVICES, value("fDenyTSConnections", false)),
        Component.of(
            ComponentName.FIREWALL,
            group(
                "FirewallGroups",
                keyedItem(
                    "FirewallGroup",
                    "RemoteDesktop",
                    value("Active", true),
                    value("Group", "@FirewallAPI.dll,-28752"),
                    value("Profile", "all")))));
  }

  /**
   * The shell's settings in the specialize pass of both answer files; each machine gets a different
   * name.
   */
  static Component specializedShell(
      Optional<ProductKey> productKey, Regional regional, Registration registration) {
    List<Setting> shell = new ArrayList<>();
    shell.add(value("ComputerName", "*"));
    productKey.map(key -> productKey("ProductKey", key)).ifPresent(shell::add);
    shell.addAll(registration.settings());
    shell.add(value("TimeZone", regional.timeZone()));
    return new Component(ComponentName.SHELL_SETUP, shell);
  }

  /** Commands that let releases tied to a Microsoft account be set up without one. */
  static List<Command> withoutMicrosoftAccount(Release release) {
    return release.isTiedToAccounts()
        ? List.of(
            Commands.registryValue("Set up without a network", OOBE_KEY, "BypassNRO", 1),
            Commands.registryValue(
                "Keep the disk of the image from being encrypted",
                "HKLM\\SYSTEM\\CurrentControlSet\\Control\\BitLocker",
                "PreventDeviceEncryption",
                1))
        : List.of();
  }

  /**
   * Sets the page file before cloudbase-init, which has Windows reboot after extending the disk.
   * Windows chooses the page file's size by memory alone; it may not fit on the image's disk, and
   * then the first boot fails (cloudbase/windows-imaging-tools issue 84).
   */
  static Command pageFile(String pagingFiles) {
    return new Command(
        "Give the instance a page file from its next boot on",
        "reg.exe add \"HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\""
            + " /v PagingFiles /t REG_MULTI_SZ /d \""
            + pagingFiles
            + "\" /f");
  }

  /** Logs the build's account on, so that the first logon's command starts the job. */
  static Setting autoLogon(Account account, int logons) {
    return group(
        "AutoLogon",
        value("Enabled", true),
        value("LogonCount", logons),
        password("Password", account),
        value("Username", account.name()));
  }

  static Setting userAccounts(Account account) {
    return group(
        "UserAccounts",
        switch (account) {
          case Account.Administrator _ -> password("AdministratorPassword", account);
          case Account.LocalAdministrator local ->
              group(
                  "LocalAccounts",
                  item(
                      "LocalAccount",
                      value("DisplayName", local.name()),
                      value("Group", "Administrators"),
                      value("Name", local.name()),
                      password("Password", account)));
        });
  }

  private static Setting password(String name, Account account) {
    return group(name, value("PlainText", true), Setting.secret("Value", account.password()));
  }

  /** Formats, keyboard and languages of the installed Windows. */
  static List<Setting> international(Regional regional) {
    return List.of(
        value("InputLocale", regional.keyboard()),
        value("SystemLocale", regional.locale()),
        value("UILanguage", regional.uiLanguage()),
        value("UserLocale", regional.locale()));
  }

  /**
   * The setting with a key, which only the answer file itself shows, unless Microsoft publishes the
   * key.
   */
  static Setting productKey(String name, ProductKey key) {
    return key.isPublic()
        ? value(name, key.reveal())
        : Setting.secret(name, new Secret(key.reveal()));
  }

  /**
   * Hides the pages of the out-of-box experience that this release has.
   *
   * <p>By build, never by minor version: that of 10.0 is 0. Source: Microsoft Learn, "OOBE"
   * (Microsoft-Windows-Shell-Setup) for 7, 8.1 and 10, and "NetworkLocation" (deprecated in 10).
   */
  static List<Setting> hiddenOobePages(Release release) {
    List<Setting> pages = new ArrayList<>();
    pages.add(value("HideEULAPage", true));
    if (release.hasAccountPages()) {
      if (release.isServer()) {
        pages.add(value("HideLocalAccountScreen", true));
      }
      pages.add(value("HideOEMRegistrationScreen", true));
      if (!release.isServer()) {
        pages.add(value("HideOnlineAccountScreens", true));
      }
    }
    pages.add(value("HideWirelessSetupInOOBE", true));
    if (release.asksForNetworkLocation()) {
      pages.add(value("NetworkLocation", "Work"));
    }
    // 3 disables automatic protection, which would start updates during the build.
    pages.add(value("ProtectYourPC", 3));
    return pages;
  }
}
