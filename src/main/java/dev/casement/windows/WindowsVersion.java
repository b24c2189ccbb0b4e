package dev.casement.windows;

/** A Windows version in a WIM: major.minor.build, and the service pack build. */
public record WindowsVersion(int major, int minor, int build, int servicePackBuild) {
  public WindowsVersion {
    if (major < 0 || minor < 0 || build < 0 || servicePackBuild < 0) {
      throw new IllegalArgumentException("a version has no negative parts");
    }
  }

  /**
   * Whether media of this version have the new Setup program, introduced in build 26040 (Windows 11
   * 24H2, Server 2025).
   */
  public boolean hasNewSetup() {
    return hasNewSetup(build);
  }

  /** As {@link #hasNewSetup()}, for a build. */
  public static boolean hasNewSetup(int build) {
    return build >= 26040;
  }

  /** {@code 10.0.20348}, the form of Glance's {@code os_version}. */
  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
