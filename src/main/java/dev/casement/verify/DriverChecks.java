package dev.casement.verify;

import static dev.casement.report.Rule.error;
import static dev.casement.report.Rule.warning;

import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Rule;
import dev.casement.windows.DiskBus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks that Windows can start from a VirtIO disk and has its boot drivers. */
final class DriverChecks {
  private static final int BOOT_START = 0;
  private static final int KERNEL_DRIVER = 1;
  private static final int CRITICAL = 3;

  /** The build of Windows 8 and Server 2012. */
  private static final int WINDOWS_8 = 9200;

  private static final List<String> DISKS = List.of("viostor", "vioscsi");

  private static final Pattern BLOCK_DEVICE =
      Pattern.compile("(?i)(?:pci#)?ven_1af4&dev_(?:1001|1042)");
  private static final Pattern SCSI_DEVICE =
      Pattern.compile("(?i)(?:pci#)?ven_1af4&dev_(?:1004|1048)");

  private static final Rule NO_DISK_DRIVER =
      warning(
          "no-virtio-disk",
          "instances with a VirtIO disk stop with INACCESSIBLE_BOOT_DEVICE (0x7b)",
          "install viostor or vioscsi from virtio-win while the machine has such a disk, or publish"
              + " with another hw_disk_bus",
          "virtio-win/kvm-guest-drivers-windows; OpenStack, \"Create Windows images\"");

  private static final Rule WRONG_BUS =
      error(
          "disk-bus-without-driver",
          "instances stop with INACCESSIBLE_BOOT_DEVICE (0x7b) on the bus that they get",
          "publish with the hw_disk_bus that the image was built on, or build it on this one",
          "OpenStack, \"Create Windows images\"; virtio-win/kvm-guest-drivers-windows");

  private static final Rule NOT_BOOT_START =
      error(
          "virtio-disk-not-boot-start",
          "Windows loads the driver too late to start from the disk: 0x7b",
          "install the driver while the machine has such a disk: then Start is 0, and StartOverride"
              + " does not forbid it",
          "Learn, \"Specifying Driver Load Order\"; Azure/SAP-on-Azure-Scripts-and-Utilities issue"
              + " 147");

  private static final Rule NOT_BOUND =
      warning(
          "virtio-disk-not-bound",
          "Windows may not match the disk with its driver before it has started: 0x7b",
          "install the driver with pnputil while the machine has such a disk, instead of copying it",
          "libguestfs/libguestfs-common, inject_virtio_win; libguestfs/libguestfs commit 2817824");

  private static final Rule FILE_MISSING =
      error(
          "boot-driver-missing",
          "Windows does not start without it: 0xc000000f or 0x7b",
          "install the driver again, or remove its service",
          "Learn, \"CreateServiceW function\": SERVICE_ERROR_CRITICAL");

  private static final Rule NO_NETWORK_DRIVER =
      warning(
          "no-virtio-network",
          "instances with a VirtIO network card have no network, and cloudbase-init no metadata",
          "install NetKVM from virtio-win, or publish with hw_vif_model=e1000",
          "virtio-win/kvm-guest-drivers-windows");

  private static final Rule NO_BALLOON_DRIVER =
      warning(
          "no-virtio-balloon",
          "the host neither sees how much of its memory an instance uses, nor gets any back",
          "install the balloon driver and its service from virtio-win",
          "Nova, mem_stats_period_seconds; virtio-win/kvm-guest-drivers-windows, Balloon");

  private static final Rule AGENT_WITHOUT_PORT =
      warning(
          "guest-agent-without-port",
          "the host never reaches the guest agent: no quiesced snapshots, no new passwords by Nova",
          "install vioserial from virtio-win",
          "Glance, \"Useful image properties\": hw_qemu_guest_agent; kvm-guest-drivers-windows issue"
              + " 1505");

  private DriverChecks() {}

  static List<Rule> rules() {
    return List.of(
        NO_DISK_DRIVER,
        WRONG_BUS,
        NOT_BOOT_START,
        NOT_BOUND,
        FILE_MISSING,
        NO_NETWORK_DRIVER,
        NO_BALLOON_DRIVER,
        AGENT_WITHOUT_PORT);
  }

  /**
   * Checks the drivers.
   *
   * @param bus the disk bus of the instances; empty if any bus with a driver will do
   */
  static void run(OfflineWindows windows, Optional<DiskBus> bus, Findings findings) {
    bus.ifPresentOrElse(
        known -> checkBus(windows, known, findings), () -> checkAnyBus(windows, findings));
    checkBound(windows, bus, findings);
    checkService(windows, "netkvm", NO_NETWORK_DRIVER, findings);
    checkService(windows, "BALLOON", NO_BALLOON_DRIVER, findings);
    if (windows.service("QEMU-GA").isPresent()) {
      checkService(windows, "VirtioSerial", AGENT_WITHOUT_PORT, findings);
    }
    try (Stream<RegistryKey> services = windows.services()) {
      services
          .filter(DriverChecks::isBootStart)
          .filter(DriverChecks::isVital)
          .forEach(service -> checkFile(windows, service, findings));
    }
  }

  private static void checkService(
      OfflineWindows windows, String name, Rule rule, Findings findings) {
    if (windows.service(name).isEmpty()) {
      findings.add(rule, "SYSTEM, Services", "there is no " + name);
    }
  }

  private static void checkBus(OfflineWindows windows, DiskBus bus, Findings findings) {
    List<String> names =
        switch (bus) {
          case VIRTIO -> List.of("viostor");
          case SCSI -> List.of("vioscsi");
          // msahci is Windows 7's.
          case SATA -> List.of("storahci", "msahci");
        };
    List<RegistryKey> drivers = services(windows, names);
    if (drivers.isEmpty()) {
      findings.add(
          WRONG_BUS,
          "SYSTEM, Services",
          "hw_disk_bus is %s, and there is no %s".formatted(bus, String.join(" or ", names)));
    } else if (drivers.stream().noneMatch(DriverChecks::isBootStart)) {
      findings.add(
          WRONG_BUS,
          place(drivers.getFirst()),
          "hw_disk_bus is %s, and %s".formatted(bus, starts(drivers.getFirst())));
    }
  }

  private static void checkAnyBus(OfflineWindows windows, Findings findings) {
    List<RegistryKey> disks = services(windows, DISKS);
    if (disks.isEmpty()) {
      findings.add(NO_DISK_DRIVER, "SYSTEM, Services", "there is neither viostor nor vioscsi");
    } else if (disks.stream().noneMatch(DriverChecks::isBootStart)) {
      findings.add(NOT_BOOT_START, place(disks.getFirst()), starts(disks.getFirst()));
    }
  }

  /** Checks that one of the VirtIO disk drivers that start at boot is bound to its device. */
  private static void checkBound(OfflineWindows windows, Optional<DiskBus> bus, Findings findings) {
    List<RegistryKey> drivers =
        services(windows, DISKS).stream()
            .filter(DriverChecks::isBootStart)
            .filter(driver -> bus.isEmpty() || isFor(bus.get(), driver))
            .toList();
    if (!drivers.isEmpty() && drivers.stream().noneMatch(driver -> isBound(windows, driver))) {
      findings.add(
          NOT_BOUND,
          place(drivers.getFirst()),
          "the database of devices that Windows starts with has none of this driver");
    }
  }

  private static boolean isFor(DiskBus bus, RegistryKey driver) {
    return switch (bus) {
      case VIRTIO -> driver.name().equalsIgnoreCase("viostor");
      case SCSI -> driver.name().equalsIgnoreCase("vioscsi");
      case SATA -> false;
    };
  }

  /** Looks for the device ID of the driver in the database that this Windows reads. */
  private static boolean isBound(OfflineWindows windows, RegistryKey driver) {
    boolean block = driver.name().equalsIgnoreCase("viostor");
    Pattern device = block ? BLOCK_DEVICE : SCSI_DEVICE;
    return databases(windows)
        .flatMap(RegistryKey::subkeys)
        .anyMatch(key -> device.matcher(key.name()).lookingAt());
  }

  /**
   * Windows 8 and newer do not use the critical device database (libguestfs, commit 2817824), which
   * a hive of Windows 10 does not even have; a hive of Windows 7 has no driver database. Of a
   * Windows that does not say what it is, either will do.
   */
  private static Stream<RegistryKey> databases(OfflineWindows windows) {
    Stream<RegistryKey> newer = windows.system().find("DriverDatabase\\DeviceIds\\PCI").stream();
    Stream<RegistryKey> older =
        windows.controlSet().flatMap(set -> set.find("Control\\CriticalDeviceDatabase")).stream();
    if (windows.build().isEmpty()) {
      return Stream.concat(newer, older);
    }
    return windows.build().getAsInt() < WINDOWS_8 ? older : newer;
  }

  private static List<RegistryKey> services(OfflineWindows windows, List<String> names) {
    return names.stream().flatMap(name -> windows.service(name).stream()).toList();
  }

  private static String starts(RegistryKey service) {
    return "Start is %s, StartOverride is %s"
        .formatted(shown(service.number("Start")), shown(override(service)));
  }

  private static boolean isBootStart(RegistryKey service) {
    return service.number("Start").orElse(-1) == BOOT_START
        && override(service).orElse(BOOT_START) == BOOT_START;
  }

  /** The start type that Windows uses instead after starting without the driver's device. */
  private static OptionalLong override(RegistryKey service) {
    return service.find("StartOverride").map(key -> key.number("0")).orElse(OptionalLong.empty());
  }

  private static String shown(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : "not set";
  }

  /** Whether Windows needs the driver to start: its errors are critical, or it is for the disk. */
  private static boolean isVital(RegistryKey service) {
    return service.number("Type").orElse(0) == KERNEL_DRIVER
        && (service.number("ErrorControl").orElse(0) == CRITICAL
            || DISKS.contains(service.name().toLowerCase(Locale.ROOT)));
  }

  /** Checks the driver's file; without an ImagePath it is System32\drivers\NAME.sys. */
  private static void checkFile(OfflineWindows windows, RegistryKey service, Findings findings) {
    String path =
        service
            .text("ImagePath")
            .filter(text -> !text.isBlank())
            .orElse("system32\\drivers\\" + service.name() + ".sys");
    String file = onVolume(path);
    if (!windows.exists(file)) {
      findings.add(FILE_MISSING, place(service), file + " does not exist");
    }
  }

  /** The path from the root of the volume: an ImagePath may be relative to {@code \Windows}. */
  static String onVolume(String imagePath) {
    String path = imagePath.strip();
    String lower = path.toLowerCase(Locale.ROOT);
    for (String root : new String[] {"\\systemroot\\", "%systemroot%\\"}) {
      if (lower.startsWith(root)) {
        return "\\Windows\\" + path.substring(root.length());
      }
    }
    if (lower.startsWith("\\??\\")) {
      path = path.substring(4);
    }
    if (path.length() > 2 && path.charAt(1) == ':') {
      return path.substring(2);
    }
    return path.startsWith("\\") ? path : "\\Windows\\" + path;
  }

  private static String place(RegistryKey service) {
    return "SYSTEM, Services\\" + service.name();
  }
}
