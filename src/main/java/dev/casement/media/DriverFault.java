package dev.casement.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A fault in certain builds of a virtio-win driver; {@link #KNOWN} lists all known ones.
 *
 * @param driver the driver's folder on the medium
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

  public DriverFault {
    if (firstBuild > lastBuild) {
      throw new IllegalArgumentException("no builds from " + firstBuild + " to " + lastBuild);
    }
  }

  /** Warnings about these drivers, one line for each fault; empty if no fault is known. */
  public static List<String> warnings(List<DriverPackage> packages) {
    List<String> warnings = new ArrayList<>();
    for (DriverFault fault : KNOWN) {
      Set<Integer> builds =
          packages.stream()
              .filter(fault::isIn)
              .flatMapToInt(driver -> driver.build().stream())
              .boxed()
              .collect(Collectors.toCollection(TreeSet::new));
      if (!builds.isEmpty()) {
        warnings.add(fault.warning(builds));
      }
    }
    return warnings;
  }

  private boolean isIn(DriverPackage candidate) {
    return candidate.driver().equalsIgnoreCase(driver)
        && candidate.build().stream().anyMatch(build -> firstBuild <= build && build <= lastBuild);
  }

  private String warning(Set<Integer> builds) {
    return String.format(
        Locale.ROOT,
        "the driver medium has %s of virtio-win %s, which %s (%s); use virtio-win 0.1.271, or"
            + " 0.1.%d and newer",
        driver,
        builds.stream().map(build -> "0.1." + build).collect(Collectors.joining(", ")),
        harm,
        source,
        lastBuild + 1);
  }
}
