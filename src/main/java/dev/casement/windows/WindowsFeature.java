package dev.casement.windows;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Optional features and server roles of Windows, by the names that dism has for them. */
public final class WindowsFeature {
  /** What a name of dism looks like, as a regular expression. */
  public static final String FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  /** .NET Framework 3.5, the one whose files are on the install medium and not in its images. */
  public static final String NET_FX_3 = "NetFx3";

  // Both names of each are in the output of Get-WindowsFeature and of "dism /online /get-features".
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

  /** dism's name for what Server Manager and Install-WindowsFeature call {@code name}, if any. */
  public static Optional<String> nameInDism(String name) {
    return Optional.ofNullable(DISM_NAMES.get(name));
  }
}
