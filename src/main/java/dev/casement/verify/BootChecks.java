package dev.casement.verify;

import static dev.casement.report.Rule.error;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.bcd.BcdDevice;
import dev.casement.disk.bcd.BcdElement;
import dev.casement.disk.bcd.BcdObject;
import dev.casement.disk.bcd.BcdStore;
import dev.casement.disk.fat.FatVolume;
import dev.casement.disk.image.Partition;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.registry.Hive;
import dev.casement.report.Rule;
import dev.casement.verify.inventory.BootAuthority;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Checks that firmware finds a boot manager, and the boot manager the Windows on this disk. */
final class BootChecks {
  private static final String EFI_MANAGER = "\\EFI\\Microsoft\\Boot\\bootmgfw.efi";
  private static final String EFI_STORE = "\\EFI\\Microsoft\\Boot\\BCD";
  private static final List<String> FALLBACKS =
      List.of("\\EFI\\Boot\\bootx64.efi", "\\EFI\\Boot\\bootaa64.efi", "\\EFI\\Boot\\bootia32.efi");

  private static final Rule NO_MANAGER =
      error(
          "no-boot-manager",
          "firmware starts nothing",
          "run bcdboot C:\\Windows, or build the image again",
          "Learn, \"BCDBoot Command-Line Options\"");

  private static final Rule NO_FALLBACK =
      error(
          "no-fallback-loader",
          "an instance has empty firmware variables, so its firmware looks for this file only",
          "copy \\EFI\\Microsoft\\Boot\\bootmgfw.efi there (bcdboot does)",
          "UEFI Specification, 3.5.1.1");

  private static final Rule NO_STORE =
      error(
          "no-boot-configuration",
          "the boot manager stops with 0xc000000f",
          "run bcdboot C:\\Windows, or build the image again",
          "Learn, \"BCDBoot Command-Line Options\"");

  private static final Rule NO_LOADER =
      error(
          "no-boot-entry",
          "the boot manager has no Windows to start",
          "run bcdboot C:\\Windows, or build the image again",
          "Learn, \"BCD Elements\"");

  private static final Rule WRONG_PARTITION =
      error(
          "boot-entry-elsewhere",
          "the boot manager looks for Windows on another partition and stops with 0xc000000e",
          "run bcdboot C:\\Windows, or bcdedit /set {default} osdevice partition=C:",
          "Learn, \"BCD Elements\"");

  private static final Rule LOADER_MISSING =
      error(
          "boot-loader-missing",
          "the boot manager stops with 0xc0000225",
          "repair Windows with sfc, or build the image again",
          "Learn, \"BCD Elements\"");

  private BootChecks() {}

  static List<Rule> rules() {
    return List.of(NO_MANAGER, NO_FALLBACK, NO_STORE, NO_LOADER, WRONG_PARTITION, LOADER_MISSING);
  }

  static void run(OpenDisk disk, OfflineWindows windows, Findings findings) {
    switch (disk.table().scheme()) {
      case GPT, GPT_HALF_DAMAGED ->
          disk.ofType(LayoutChecks.ESP)
              .findFirst()
              .ifPresent(esp -> checkEfi(esp, disk, windows, findings));
      case MBR ->
          disk.volumes().stream()
              .filter(volume -> volume.partition().filter(Partition::active).isPresent())
              .findFirst()
              .ifPresent(active -> checkBios(active, disk, windows, findings));
      case NONE -> {}
    }
  }

  private static void checkEfi(
      Volume esp, OpenDisk disk, OfflineWindows windows, Findings findings) {
    if (esp.fat().isEmpty()) {
      findings.add(NO_MANAGER, esp.name(), "the EFI system partition is not a FAT volume");
      return;
    }
    FatVolume fat = esp.fat().get();
    if (fat.find(EFI_MANAGER).isEmpty()) {
      findings.add(NO_MANAGER, esp.name() + ", " + EFI_MANAGER, "there is no such file");
    }
    if (FALLBACKS.stream().allMatch(path -> fat.find(path).isEmpty())) {
      findings.add(NO_FALLBACK, esp.name() + ", \\EFI\\Boot", "there is no boot*.efi");
    }
    Optional<ByteSource> store = fat.find(EFI_STORE).map(fat::open);
    checkStore(store, esp.name() + ", " + EFI_STORE, disk, windows, findings);
  }

  /** The authorities of the boot managers on EFI system partitions, each once. */
  static List<String> authorities(OpenDisk disk) {
    return disk.ofType(LayoutChecks.ESP)
        .flatMap(esp -> esp.fat().stream())
        .flatMap(BootChecks::authorities)
        .distinct()
        .toList();
  }

  private static Stream<String> authorities(FatVolume fat) {
    return Stream.concat(Stream.of(EFI_MANAGER), FALLBACKS.stream())
        .flatMap(path -> fat.find(path).stream())
        .filter(file -> !file.directory())
        .flatMap(file -> BootAuthority.authority(fat.open(file)).stream());
  }

  private static void checkBios(
      Volume active, OpenDisk disk, OfflineWindows windows, Findings findings) {
    if (active.ntfs().isEmpty()) {
      findings.add(NO_MANAGER, active.name(), "the active partition is not an NTFS volume");
      return;
    }
    if (active.ntfs().get().find("\\bootmgr").isEmpty()) {
      findings.add(NO_MANAGER, active.name() + ", \\bootmgr", "there is no such file");
    }
    Optional<ByteSource> store = active.ntfs().get().find("\\Boot\\BCD").map(NtfsFile::open);
    checkStore(store, active.name() + ", \\Boot\\BCD", disk, windows, findings);
  }

  private static void checkStore(
      Optional<ByteSource> file,
      String place,
      OpenDisk disk,
      OfflineWindows windows,
      Findings findings) {
    Optional<BcdStore> store = file.flatMap(bytes -> BcdStore.in(Hive.open(bytes, List.of())));
    if (store.isEmpty()) {
      findings.add(NO_STORE, place, file.isEmpty() ? "there is no such file" : "it is not a store");
      return;
    }
    Optional<BcdObject> loader = store.get().defaultLoader();
    if (loader.isEmpty()) {
      findings.add(NO_LOADER, place, "the boot manager has no default entry");
      return;
    }
    loader
        .get()
        .element(BcdElement.OS_DEVICE)
        .flatMap(BcdElement::device)
        .filter(device -> isElsewhere(device, disk, windows))
        .ifPresent(device -> findings.add(WRONG_PARTITION, place, "osdevice is " + device));
    loader
        .get()
        .element(BcdElement.APPLICATION_PATH)
        .flatMap(BcdElement::text)
        .filter(path -> !windows.exists(path))
        .ifPresent(path -> findings.add(LOADER_MISSING, path, "there is no such file"));
  }

  /** Sysprep leaves devices that are located at each start; those are never elsewhere. */
  private static boolean isElsewhere(BcdDevice device, OpenDisk disk, OfflineWindows windows) {
    Optional<Partition> partition = windows.partition();
    return switch (device) {
      case BcdDevice.MbrPartition(long signature, long offset) ->
          partition.filter(part -> part.start() == offset).isEmpty()
              || !disk.table().id().equals(String.format(Locale.ROOT, "%08X", signature));
      case BcdDevice.GptPartition(UUID diskId, UUID partitionId) ->
          partition.filter(part -> part.id().equalsIgnoreCase(partitionId.toString())).isEmpty()
              || !disk.table().id().equalsIgnoreCase(diskId.toString());
      case BcdDevice.Boot boot -> false;
      case BcdDevice.Locate locate -> false;
      case BcdDevice.Ramdisk ramdisk -> true;
      case BcdDevice.File file -> true;
      case BcdDevice.Vhd vhd -> true;
      case BcdDevice.Other other -> false;
    };
  }
}
