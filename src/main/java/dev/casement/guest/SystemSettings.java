package dev.casement.guest;

import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Key;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.util.Locale;
import java.util.Optional;

/**
 * The settings of Windows for the cloud.
 *
 * @param remoteDesktop whether Remote Desktop is on and allowed through the firewall; set by the
 *     answer files
 * @param networkLevelAuthentication whether Remote Desktop authenticates users before it shows a
 *     logon screen
 * @param ping whether the firewall allows echo requests of ICMPv4 and ICMPv6
 * @param ipv6Address how the interface identifier of IPv6 addresses is formed
 * @param hibernation whether Windows can hibernate, for which it reserves disk space
 * @param shutdownWithoutLogon whether the power button works while no user is logged on, and does
 *     not wait for users who are
 * @param pageFile the page file of instances
 * @param chosenSanPolicy which disks Windows brings online; empty: the release's default
 */
public record SystemSettings(
    @Key(
            value = "Whether Remote Desktop is on and allowed through the firewall.",
            standard = "true")
        boolean remoteDesktop,
    @Key(
            value = "Whether Remote Desktop authenticates the user before it shows a logon screen.",
            standard = "true")
        boolean networkLevelAuthentication,
    @Key(value = "Whether instances answer to ping, over IPv4 and IPv6.", standard = "true")
        boolean ping,
    @Key(
            value =
                "What the lower half of IPv6 addresses is derived from: eui64, the network card's"
                    + " address, as OpenStack expects, or random.",
            standard = "eui64")
        Ipv6Address ipv6Address,
    @Key(value = "Whether Windows can hibernate.", standard = "false") boolean hibernation,
    @Key(value = "Whether the power button works while nobody is logged on.", standard = "true")
        boolean shutdownWithoutLogon,
    @Key(
            value = "The page file of instances: automatic, none, or its size.",
            standard = "automatic")
        PageFile pageFile,
    @Key(
            name = "sanPolicy",
            value =
                "Which disks Windows brings online when it first sees them: online-all,"
                    + " offline-shared, or windows, which keeps the setting of Windows. Default:"
                    + " online-all on servers, windows on clients.")
        Optional<SanPolicy> chosenSanPolicy) {

  /** How the interface identifier of an IPv6 address is formed. */
  public enum Ipv6Address {
    /** From the MAC address (EUI-64), as OpenStack predicts and allows it. */
    EUI64,
    /** At random, the default of Windows. */
    RANDOM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The policy for this release. */
  public SanPolicy sanPolicy(Release release) {
    return chosenSanPolicy.orElseGet(() -> SanPolicy.usual(release));
  }

  /** The defaults for an instance of OpenStack. */
  public static SystemSettings defaults() {
    return Defaults.of(SystemSettings.class);
  }
}
