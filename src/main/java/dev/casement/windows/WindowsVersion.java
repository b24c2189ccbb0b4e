package dev.casement.windows;

/** A Windows version as a WIM states it: major.minor.build, and the service pack build. */
public record WindowsVersion(int major, int minor, int build, int servicePackBuild) {
  public WindowsVersion {
    if (major < 0 || minor < 0 || build < 0 || servicePackBuild < 0) {
      throw new IllegalArgumentException("a version has no negative parts");
    }
  }

  /**
   * Whether media of this version carry the Setup program that is new since build 26040 (Windows 11
   * 24H2, Server 2025).
   */
  public boolean hasNewSetup() {
    return hasNewSetup(build);
  }

  /** As {@link #hasNewSetup()}, of a build. */
  public static boolean hasNewSetup(int build) {
    return build >= 26040;
  }

  /** {@code 10.0.20348}, the form that Glance's {@code os_version} has. */
  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
