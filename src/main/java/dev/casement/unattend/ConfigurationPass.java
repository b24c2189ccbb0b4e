package dev.casement.unattend;

/**
 * A configuration pass of Windows Setup, in the order Windows runs them.
 *
 * <p>Source: Microsoft Learn, "Windows Setup Configuration Passes".
 */
public enum ConfigurationPass {
  WINDOWS_PE("windowsPE"),
  OFFLINE_SERVICING("offlineServicing"),
  GENERALIZE("generalize"),
  SPECIALIZE("specialize"),
  AUDIT_SYSTEM("auditSystem"),
  AUDIT_USER("auditUser"),
  OOBE_SYSTEM("oobeSystem");

  private final String xmlName;

  ConfigurationPass(String xmlName) {
    this.xmlName = xmlName;
  }

  /** The value of {@code pass} in {@code <settings pass="…">}. */
  public String xmlName() {
    return xmlName;
  }

  @Override
  public String toString() {
    return xmlName;
  }
}
