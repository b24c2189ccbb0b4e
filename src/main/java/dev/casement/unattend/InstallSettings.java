package dev.casement.unattend;

import dev.casement.windows.DiskBus;
import dev.casement.windows.ProductKey;
import dev.casement.windows.SanPolicy;
import java.util.Optional;

/**
 * Settings for the answer file of a new installation.
 *
 * @param productKey empty: evaluation media, or media that do not require one
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
   * Settings that differ between builds of the same release.
   *
   * @param logons the number of automatic logons, including the first one. Windows may add one
   *     ("LogonCount", known issue), so the runner disables AutoLogon when it has finished
   * @param remoteDesktop whether Remote Desktop is on and allowed through the firewall
   * @param sanPolicy which disks Windows brings online
   * @param bypassHardwareChecks whether Windows 11 is installed on a machine without TPM 2.0,
   *     Secure Boot or enough memory; ignored by other releases
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
