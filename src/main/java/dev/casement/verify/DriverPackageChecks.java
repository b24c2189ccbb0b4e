package dev.casement.verify;

import static dev.casement.report.Rule.warning;

import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.report.Rule;
import dev.casement.verify.inventory.DriverPackage;
import dev.casement.verify.inventory.VirtioDrivers;
import dev.casement.windows.DriverFault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Checks that the packages of the VirtIO drivers are in the driver store, without known faults. */
final class DriverPackageChecks {
  private static final String STORE = "\\Windows\\System32\\DriverStore\\FileRepository";

  private static final Rule NOT_IN_STORE =
      warning(
          "virtio-driver-not-in-store",
          "generalize removes the device, and Windows cannot install it again",
          "add the driver's package with pnputil or DISM, instead of copying its files",
          "Learn, \"Driver Store\", \"PersistAllDeviceInstalls\"");

  private static final Rule FAULTY =
      warning(
          "virtio-driver-faulty",
          "instances lose data or stop, sooner or later",
          "install the drivers of virtio-win 0.1.271, or of a version after the faulty ones",
          "virtio-win/kvm-guest-drivers-windows issues 1453 and 1614");

  private DriverPackageChecks() {}

  static List<Rule> rules() {
    return List.of(NOT_IN_STORE, FAULTY);
  }

  static void run(OfflineWindows windows, Findings findings) {
    List<String> store = names(windows);
    for (String driver : VirtioDrivers.installed(name -> windows.service(name).isPresent())) {
      check(windows, driver, store, findings);
    }
  }

  private static void check(
      OfflineWindows windows, String driver, List<String> store, Findings findings) {
    String inf = driver + ".inf";
    List<String> packages =
        store.stream()
            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(inf + "_"))
            .map(name -> STORE + "\\" + name + "\\" + inf)
            .toList();
    if (packages.isEmpty()) {
      findings.add(NOT_IN_STORE, STORE, "there is no package of " + driver);
      return;
    }
    // Windows prefers the newest of several packages.
    packages.stream()
        .flatMap(path -> DriverPackage.at(windows.volume(), path, inf).stream())
        .map(DriverPackage::version)
        .max(Comparator.comparingInt(version -> DriverFault.build(version).orElse(0)))
        .ifPresent(version -> checkFaults(driver, version, findings));
  }

  private static void checkFaults(String driver, String version, Findings findings) {
    DriverFault.KNOWN.stream()
        .filter(fault -> fault.isIn(driver, version))
        .forEach(
            fault ->
                findings.add(
                    FAULTY, STORE, "version %s of %s %s".formatted(version, driver, fault.harm())));
  }

  private static List<String> names(OfflineWindows windows) {
    List<String> names = new ArrayList<>();
    windows
        .volume()
        .find(STORE)
        .filter(NtfsFile::isDirectory)
        .ifPresent(store -> store.list(entry -> names.add(entry.name())));
    return names;
  }
}
