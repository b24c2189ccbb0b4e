package dev.casement.hypervisor.virtualbox;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of VirtualBox.
 *
 * @param text the complete version as VBoxManage writes it, such as {@code 7.2.22_Debianr175245}
 */
record VirtualBoxVersion(int major, int minor, String text) {
  /** The newest version that Casement supports. */
  static final VirtualBoxVersion NEWEST = new VirtualBoxVersion(7, 2, "7.2");

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.\\S+");

  /**
   * Parses the output of {@code VBoxManage --version}, whose last line is the version, after any
   * warnings.
   *
   * @throws BuildException MISSING_TOOL when it is not a version from 6.1 to 7.2
   */
  static VirtualBoxVersion parse(String stdout) {
    String last = stdout.strip().lines().reduce((first, second) -> second).orElse("");
    Matcher matcher = NUMBERS.matcher(last);
    if (!matcher.matches()) {
      throw unsupported("VBoxManage printed no version but \"" + last + "\"");
    }
    VirtualBoxVersion version =
        new VirtualBoxVersion(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), last);
    if (!version.isAtLeast(6, 1) || version.isAtLeast(7, 3)) {
      throw unsupported("VirtualBox " + last + " is not supported");
    }
    return version;
  }

  boolean isAtLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  private static BuildException unsupported(String what) {
    return new BuildException(
        Failure.MISSING_TOOL, what, "install VirtualBox 6.1, 7.0, 7.1 or 7.2, or use qemu");
  }

  @Override
  public String toString() {
    return text;
  }
}
