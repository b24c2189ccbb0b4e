package dev.casement.pipeline.inspect;

import dev.casement.windows.Release;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of cloudbase-init start on which releases: its installers include a Python.
 *
 * <p>Source: cloudbase-init issues 138 (1.1.4 has Python 3.10, which does not start on Windows 7
 * and Server 2008 R2), 142 and 153 (1.1.6 has 3.11, 1.1.7 has 3.13); Python, "Using Python on
 * Windows" (3.13 supports Windows 10 and newer).
 */
public final class CloudbaseInitVersions {
  private static final Pattern VERSION = Pattern.compile("(\\d{1,5})\\.(\\d{1,5})\\.(\\d{1,5}).*");

  private CloudbaseInitVersions() {}

  /** Why a version does not start on a release, as a clause to follow its name; empty if it may. */
  public static Optional<String> problemWith(String version, Release release) {
    if (release.currentVersion().major() >= 10) {
      return Optional.empty();
    }
    String tooNew = release.isKernel61() ? "1.1.4" : "1.1.7";
    String newest = release.isKernel61() ? "1.1.2" : "1.1.6";
    return isOlder(version, tooNew)
        ? Optional.empty()
        : Optional.of(
            "is cloudbase-init %s, whose Python does not start on %s: every instance would reboot forever; use CloudbaseInitSetup_%s_ARCHITECTURE.msi or an older one"
                .formatted(version, release.displayName(), newest.replace('.', '_')));
  }

  /** Text that is not a version counts as old, since its age is unknown. */
  private static boolean isOlder(String version, String other) {
    Matcher matcher = VERSION.matcher(version);
    return !matcher.matches() || Arrays.compare(numbers(matcher), numbers(other)) < 0;
  }

  private static int[] numbers(String version) {
    Matcher matcher = VERSION.matcher(version);
    return matcher.matches() ? numbers(matcher) : new int[0];
  }

  private static int[] numbers(Matcher matcher) {
    return new int[] {
      Integer.parseInt(matcher.group(1)),
      Integer.parseInt(matcher.group(2)),
      Integer.parseInt(matcher.group(3))
    };
  }
}
