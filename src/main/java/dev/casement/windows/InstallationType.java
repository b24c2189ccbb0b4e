package dev.casement.windows;

import java.util.Optional;

/** The installation type of an image, from {@code WINDOWS/INSTALLATIONTYPE} of the WIM. */
public enum InstallationType {
  CLIENT("Client"),
  SERVER("Server"),
  SERVER_CORE("Server Core");

  private final String wimName;

  InstallationType(String wimName) {
    this.wimName = wimName;
  }

  /** The value in the WIM. */
  public String wimName() {
    return wimName;
  }

  public boolean isServer() {
    return this != CLIENT;
  }

  /** The type with this value in a WIM, or empty for an unknown one. */
  public static Optional<InstallationType> ofWimName(String name) {
    for (InstallationType type : values()) {
      if (type.wimName.equalsIgnoreCase(name.strip())) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
