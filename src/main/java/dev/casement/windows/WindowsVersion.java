package dev.casement.windows;

/** A Windows version as a WIM states it: major.minor.build, and the service pack build. */
public record WindowsVersion(int major, int minor, int build, int servicePackBuild) {
  public WindowsVersion {
    if (major < 0 || minor < 0 || build < 0 || servicePackBuild < 0) {
      throw new IllegalArgumentException("a version has no negative parts");
    }
  }

  /** {@code 10.0.20348}, the form that Glance's {@code os_version} has. */
  @Override
  public String toString() {
    return major + "." + minor + "." + build;
  }
}
