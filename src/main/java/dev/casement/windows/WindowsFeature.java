package dev.casement.windows;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Optional features and server roles of Windows, by their dism names. */
public final class WindowsFeature {
  /** The form of a dism name, as a regular expression. */
  public static final String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  /**
   * .NET Framework 3.5, the only feature whose files are on the install medium, not in its images.
   */
  public static final String NET_FX_3 = "NetFx3";

  // Get-WindowsFeature and "dism /online /get-features" show both names of each.
  private static final Map<String, String> DISM_NAMES = dismNames();

  private WindowsFeature() {}

  private static Map<String, String> dismNames() {
    Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    names.put("AD-Domain-Services", "DirectoryServices-DomainController");
    names.put("DHCP", "DHCPServer");
    names.put("DNS", "DNS-Server-Full-Role");
    names.put("Failover-Clustering", "FailoverCluster-FullServer");
    names.put("FS-SMB1", "SMB1Protocol");
    names.put("Hyper-V", "Microsoft-Hyper-V");
    names.put("NET-Framework-Core", NET_FX_3);
    names.put("NET-Framework-Features", "NetFx3ServerFeatures");
    names.put("Telnet-Client", "TelnetClient");
    names.put("Web-Server", "IIS-WebServerRole");
    names.put("Windows-Server-Backup", "WindowsServerBackup");
    return names;
  }

  /** Whether this is .NET Framework 3.5. */
  public static boolean isNetFx3(String name) {
    return name.equalsIgnoreCase(NET_FX_3);
  }

  /**
   * The dism name of the feature that Server Manager and Install-WindowsFeature call {@code name},
   * or empty.
   */
  public static Optional<String> nameInDism(String name) {
    return Optional.ofNullable(DISM_NAMES.get(name));
  }
}
