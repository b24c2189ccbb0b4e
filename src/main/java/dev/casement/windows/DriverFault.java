package dev.casement.windows;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault in certain builds of a virtio-win driver; {@link #KNOWN} lists all known ones.
 *
 * @param driver its name, such as {@code viostor}
 * @param firstBuild BUILD of the first virtio-win, 0.1.BUILD, with the fault
 * @param lastBuild BUILD of the last one
 * @param harm what the fault does: a clause that follows "which"
 * @param source where it was reported
 */
public record DriverFault(
    String driver, int firstBuild, int lastBuild, String harm, String source) {
  /** The remedy is the same for all of them: an earlier or a later build. */
  public static final List<DriverFault> KNOWN =
      List.of(
          new DriverFault(
              "viostor",
              285,
              294,
              "damages what Windows reads back from its page file, so that it stops with"
                  + " MEMORY_MANAGEMENT",
              "kvm-guest-drivers-windows issue 1614"),
          new DriverFault(
              "vioscsi",
              285,
              294,
              "mixes up reads under load, especially on Server 2025",
              "kvm-guest-drivers-windows issue 1453"));

  /** Versions of virtio-win's drivers: 100.101.104.28500 belongs to 0.1.285. */
  private static final Pattern VIRTIO_WIN = Pattern.compile("\\d+\\.\\d+\\.104\\.(\\d{1,7})\\d\\d");

  public DriverFault {
    if (firstBuild > lastBuild) {
      throw new IllegalArgumentException("no builds from " + firstBuild + " to " + lastBuild);
    }
  }

  /** BUILD of a driver's virtio-win, 0.1.BUILD; empty if the version is not one of virtio-win's. */
  public static OptionalInt build(String version) {
    Matcher matcher = VIRTIO_WIN.matcher(version);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** Whether a driver has this fault. */
  public boolean isIn(String name, String version) {
    return name.equalsIgnoreCase(driver)
        && build(version).stream().anyMatch(build -> firstBuild <= build && build <= lastBuild);
  }
}
