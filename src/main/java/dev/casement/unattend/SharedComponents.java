package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.keyedItem;
import static dev.casement.unattend.Setting.value;

import dev.casement.report.Secret;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the answer files of installing and of generalizing say alike. */
final class SharedComponents {
  private SharedComponents() {}

  /**
   * Turns Remote Desktop on: the service accepts connections and the firewall allows them. The
   * firewall's group goes by its resource, which is the same in every language.
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

  /** What both answer files set of the shell in pass specialize: another name for each machine. */
  static Component specializedShell(
      Optional<ProductKey> productKey, Regional regional, Registration registration) {
    List<Setting> shell = new ArrayList<>();
    shell.add(value("ComputerName", "*"));
    productKey.map(key -> productKey("ProductKey", key)).ifPresent(shell::add);
    shell.addAll(registration.settings());
    shell.add(value("TimeZone", regional.timeZone()));
    return new Component(ComponentName.SHELL_SETUP, shell);
  }

  /** Formats, keyboard and languages of the installed Windows. */
  static List<Setting> international(Regional regional) {
    return List.of(
        value("InputLocale", regional.keyboard()),
        value("SystemLocale", regional.locale()),
        value("UILanguage", regional.uiLanguage()),
        value("UserLocale", regional.locale()));
  }

  /** A key that only the written file shows, unless Microsoft publishes it. */
  static Setting productKey(String name, ProductKey key) {
    return key.isPublic()
        ? value(name, key.reveal())
        : Setting.secret(name, new Secret(key.reveal()));
  }

  /**
   * The pages of the out-of-box experience that this release has, hidden.
   *
   * <p>By build, never by minor version: 10.0 has minor 0. Source: Microsoft Learn, "OOBE"
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
    // 3: no automatic protection, which would start updating in the middle of the build.
    pages.add(value("ProtectYourPC", 3));
    return pages;
  }
}
