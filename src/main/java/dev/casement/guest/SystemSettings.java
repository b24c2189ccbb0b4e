package dev.casement.guest;

import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.util.Locale;
import java.util.Optional;

/**
 * How Windows is set for a life in the cloud.
 *
 * @param remoteDesktop whether it is on and allowed through the firewall; set by the answer files
 * @param networkLevelAuthentication whether Remote Desktop asks who is there before it shows a
 *     logon screen
 * @param ping whether the firewall allows echo requests of ICMPv4 and ICMPv6
 * @param ipv6Address what the lower half of IPv6 addresses is made of
 * @param hibernation whether Windows can hibernate, and keeps a file as large as the memory for it
 * @param shutdownWithoutLogon whether the power button works while nobody is logged on, and does
 *     not wait for who is
 * @param pageFile what instances have
 * @param chosenSanPolicy which disks Windows brings online; empty: what suits the release
 */
public record SystemSettings(
    boolean remoteDesktop,
    boolean networkLevelAuthentication,
    boolean ping,
    Ipv6Address ipv6Address,
    boolean hibernation,
    boolean shutdownWithoutLogon,
    PageFile pageFile,
    Optional<SanPolicy> chosenSanPolicy) {

  /** What the lower half of an IPv6 address is made of. */
  public enum Ipv6Address {
    /** The network card's address: the one that OpenStack predicts and allows. */
    EUI64,
    /** Chance, as Windows does when it is left alone. */
    RANDOM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which disks this release brings online. */
  public SanPolicy sanPolicy(Release release) {
    return chosenSanPolicy.orElseGet(() -> SanPolicy.usual(release));
  }

  /** What suits an instance of OpenStack. */
  public static SystemSettings defaults() {
    return new SystemSettings(
        true,
        true,
        true,
        Ipv6Address.EUI64,
        false,
        true,
        new PageFile.Automatic(),
        Optional.empty());
  }
}
