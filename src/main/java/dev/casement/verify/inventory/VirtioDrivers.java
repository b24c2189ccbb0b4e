package dev.casement.verify.inventory;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The drivers of virtio-win, by the names of their packages. */
public final class VirtioDrivers {
  /** The services that they install: {@code AddService} in virtio-win's INF files. */
  private static final Map<String, String> SERVICES =
      Map.of(
          "balloon", "BALLOON",
          "netkvm", "netkvm",
          "pvpanic", "PVPanic",
          "viofs", "VirtioFsDrv",
          "viogpudo", "VioGpuDod",
          "vioinput", "VirtioInput",
          "viorng", "VirtRng",
          "vioscsi", "vioscsi",
          "vioser", "VirtioSerial",
          "viostor", "viostor");

  private VirtioDrivers() {}

  /** Those whose services exist, sorted. */
  public static List<String> installed(Predicate<String> hasService) {
    return SERVICES.entrySet().stream()
        .filter(driver -> hasService.test(driver.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
