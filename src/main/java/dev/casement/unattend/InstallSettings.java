package dev.casement.unattend;

import dev.casement.windows.DiskBus;
import dev.casement.windows.ProductKey;
import dev.casement.windows.SanPolicy;
import java.util.Optional;

/**
 * What the answer file of a new installation depends on.
 *
 * @param productKey empty: evaluation media, or media that ask for none
 * @param account the Administrator on servers, a local administrator on clients
 * @param drivers required unless the disk is on SATA
 */
public record InstallSettings(
    Target target,
    ImageChoice image,
    Optional<ProductKey> productKey,
    Regional regional,
    Registration registration,
    Account account,
    Optional<DriverDirectories> drivers,
    Options options) {

  /**
   * What is not the same for every build of a release.
   *
   * @param logons how often the account logs on by itself, counting the first logon. Windows can
   *     add one ("LogonCount", known issue): the runner ends AutoLogon itself when it is done
   * @param remoteDesktop whether Remote Desktop is on and allowed through the firewall
   * @param sanPolicy which disks Windows brings online
   * @param bypassHardwareChecks whether Windows 11 is installed on a machine without TPM 2.0,
   *     Secure Boot or enough memory; means nothing to other releases
   */
  public record Options(
      int logons, boolean remoteDesktop, SanPolicy sanPolicy, boolean bypassHardwareChecks) {
    public Options {
      if (logons < 1 || logons > 50) {
        throw new IllegalArgumentException("the account logs on 1 to 50 times, got " + logons);
      }
    }
  }

  public InstallSettings {
    boolean fits =
        switch (account) {
          case Account.Administrator _ -> target.release().isServer();
          case Account.LocalAdministrator _ -> !target.release().isServer();
        };
    if (!fits) {
      throw new IllegalArgumentException(
          target.release().isServer()
              ? "a server is set up with the password of its Administrator"
              : "a client is set up with a local account: its Administrator is disabled");
    }
    if (target.diskBus() != DiskBus.SATA && drivers.isEmpty()) {
      throw new IllegalArgumentException(
          "Setup sees no " + target.diskBus() + " disk without a driver from the driver medium");
    }
  }
}
