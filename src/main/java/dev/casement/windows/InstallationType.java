package dev.casement.windows;

import java.util.Optional;

/** What a WIM's {@code WINDOWS/INSTALLATIONTYPE} says an image installs. */
public enum InstallationType {
  CLIENT("Client"),
  SERVER("Server"),
  SERVER_CORE("Server Core");

  private final String wimName;

  InstallationType(String wimName) {
    this.wimName = wimName;
  }

  /** The word as the WIM has it. */
  public String wimName() {
    return wimName;
  }

  public boolean isServer() {
    return this != CLIENT;
  }

  /** The type with this name in a WIM, or empty for one that Casement does not know. */
  public static Optional<InstallationType> ofWimName(String name) {
    for (InstallationType type : values()) {
      if (type.wimName.equalsIgnoreCase(name.strip())) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
