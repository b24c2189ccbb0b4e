package dev.casement.unattend;

import static dev.casement.unattend.ConfigurationPass.AUDIT_SYSTEM;
import static dev.casement.unattend.ConfigurationPass.AUDIT_USER;
import static dev.casement.unattend.ConfigurationPass.GENERALIZE;
import static dev.casement.unattend.ConfigurationPass.OFFLINE_SERVICING;
import static dev.casement.unattend.ConfigurationPass.OOBE_SYSTEM;
import static dev.casement.unattend.ConfigurationPass.SPECIALIZE;
import static dev.casement.unattend.ConfigurationPass.WINDOWS_PE;

import java.util.EnumSet;
import java.util.Set;

/**
 * A Windows component in Casement's answer files, and its passes. Setup stops at a component in any
 * other pass.
 *
 * <p>Source: Microsoft Learn, "Unattended Windows Setup Reference", the page of each component;
 * {@code docs/windows-facts.md} lists them.
 */
public enum ComponentName {
  INTERNATIONAL_CORE_WINPE("Microsoft-Windows-International-Core-WinPE", EnumSet.of(WINDOWS_PE)),
  PNP_CUSTOMIZATIONS_WINPE("Microsoft-Windows-PnpCustomizationsWinPE", EnumSet.of(WINDOWS_PE)),
  SETUP("Microsoft-Windows-Setup", EnumSet.of(WINDOWS_PE)),
  PARTITION_MANAGER("Microsoft-Windows-PartitionManager", EnumSet.of(OFFLINE_SERVICING)),
  PNP_SYSPREP("Microsoft-Windows-PnpSysprep", EnumSet.of(GENERALIZE)),
  DEPLOYMENT(
      "Microsoft-Windows-Deployment",
      EnumSet.of(GENERALIZE, SPECIALIZE, AUDIT_SYSTEM, AUDIT_USER, OOBE_SYSTEM)),
  TERMINAL_SERVICES(
      "Microsoft-Windows-TerminalServices-LocalSessionManager", EnumSet.of(SPECIALIZE)),
  FIREWALL("Networking-MPSSVC-Svc", EnumSet.of(SPECIALIZE)),
  INTERNATIONAL_CORE("Microsoft-Windows-International-Core", EnumSet.of(SPECIALIZE, OOBE_SYSTEM)),
  SHELL_SETUP(
      "Microsoft-Windows-Shell-Setup",
      EnumSet.of(OFFLINE_SERVICING, SPECIALIZE, AUDIT_SYSTEM, AUDIT_USER, OOBE_SYSTEM));

  private final String xmlName;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable copy
  private final Set<ConfigurationPass> passes;

  ComponentName(String xmlName, Set<ConfigurationPass> passes) {
    this.xmlName = xmlName;
    this.passes = Set.copyOf(passes);
  }

  /** The {@code name} in {@code <component name="…">}. */
  public String xmlName() {
    return xmlName;
  }

  public boolean isValidIn(ConfigurationPass pass) {
    return passes.contains(pass);
  }

  @Override
  public String toString() {
    return xmlName;
  }
}
