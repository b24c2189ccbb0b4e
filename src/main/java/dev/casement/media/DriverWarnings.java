package dev.casement.media;

import dev.casement.windows.DriverFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Warnings about the known faults of the drivers on a medium. */
public final class DriverWarnings {
  private DriverWarnings() {}

  /** Warnings about these drivers, one line for each fault; empty if no fault is known. */
  public static List<String> of(List<DriverPackage> packages) {
    List<String> warnings = new ArrayList<>();
    for (DriverFault fault : DriverFault.KNOWN) {
      Set<Integer> builds =
          packages.stream()
              .filter(driver -> fault.isIn(driver.driver(), driver.version().orElse("")))
              .flatMapToInt(driver -> DriverFault.build(driver.version().orElse("")).stream())
              .boxed()
              .collect(Collectors.toCollection(TreeSet::new));
      if (!builds.isEmpty()) {
        warnings.add(warning(fault, builds));
      }
    }
    return warnings;
  }

  private static String warning(DriverFault fault, Set<Integer> builds) {
    return String.format(
        Locale.ROOT,
        "the driver medium has %s of virtio-win %s, which %s (%s); use virtio-win 0.1.271, or"
            + " 0.1.%d and newer",
        fault.driver(),
        builds.stream().map(build -> "0.1." + build).collect(Collectors.joining(", ")),
        fault.harm(),
        fault.source(),
        fault.lastBuild() + 1);
  }
}
