package dev.casement.verify;

import static dev.casement.report.Rule.error;
import static dev.casement.report.Rule.warning;

import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Partition;
import dev.casement.disk.image.PartitionTable.Scheme;
import dev.casement.disk.ntfs.Hibernation;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.report.Rule;
import java.util.List;
import java.util.Optional;

/** Checks that partitions and volumes are sound and that Windows can be extended. */
final class LayoutChecks {
  /** The type GUID of an EFI system partition. */
  static final String ESP = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";

  static final Rule NO_WINDOWS =
      error(
          "no-windows",
          "no volume has \\Windows\\System32\\config\\SYSTEM",
          "check that this is the image of an installed Windows",
          "Learn, \"Registry Hives\"");

  static final Rule UNREADABLE =
      error(
          "unreadable",
          "what cannot be read here, Windows cannot read either",
          "run chkdsk, or build the image again",
          "the formats' own specifications");

  private static final Rule UNKNOWN =
      warning(
          "unknown",
          "links lead out of the volume or in a circle: what depends on this path is not checked",
          "replace the link by what it leads to, or check an instance",
          "Learn, \"Reparse Points\", \"Symbolic link programming considerations\"");

  private static final Rule DAMAGED_GPT =
      warning(
          "gpt-half-damaged",
          "one of the two copies of the partition table is damaged; firmware may refuse the disk",
          "repair it with gdisk, or build the image again",
          "UEFI Specification, 5.3.2");

  private static final Rule NO_BOOT_PARTITION =
      error(
          "no-boot-partition",
          "firmware finds nothing to start",
          "build the image again with the firmware that it is for",
          "Learn, \"UEFI/GPT-based hard drive partitions\" and \"BIOS/MBR-based ...\"");

  static final Rule CANNOT_GROW =
      warning(
          "windows-cannot-grow",
          "an instance with a larger disk cannot extend the volume of Windows",
          "put Windows last, as Casement's own layouts do; delete a recovery partition behind it",
          "cloudbase-init, plugin ExtendVolumesPlugin; Learn, \"Extend a basic volume\"");

  private static final Rule DIRTY =
      error(
          "volume-dirty",
          "Windows was not shut down, and the first start of each instance runs chkdsk",
          "shut Windows down, or let it run chkdsk, and take the image again",
          "libyal/libfsntfs, $VOLUME_INFORMATION");

  static final Rule UNSETTLED =
      warning(
          "volume-unsettled",
          "the volume was in use when it was copied: its last changes are only in NTFS's journal,"
              + " which verify does not read",
          "shut Windows down, and take the image again",
          "Linux, fs/ntfs/logfile.h and layout.h");

  private static final Rule HIBERNATED =
      error(
          "hibernated",
          "a Windows sleeps on this volume; its first start goes on from that sleep and damages"
              + " what has changed since",
          "shut Windows down fully: powercfg /hibernate off, shutdown /s",
          "libyal/libhibr; ntfs-3g(8)");

  private static final Rule ENCRYPTED =
      error(
          "encrypted",
          "no instance can open the volume, whose key is not in the image",
          "turn BitLocker off and wait for manage-bde -status to say so, before sysprep",
          "Learn, \"manage-bde\"; libyal/libbde");

  private LayoutChecks() {}

  static List<Rule> rules() {
    return List.of(
        NO_WINDOWS,
        UNREADABLE,
        UNKNOWN,
        ENCRYPTED,
        DAMAGED_GPT,
        NO_BOOT_PARTITION,
        CANNOT_GROW,
        DIRTY,
        UNSETTLED,
        HIBERNATED);
  }

  static void run(OpenDisk disk, Findings findings) {
    for (Volume volume : disk.volumes()) {
      if (volume.encrypted()) {
        findings.add(ENCRYPTED, volume.name(), "it is encrypted by BitLocker");
      }
      volume.unreadable().ifPresent(e -> unreadable(findings, volume.name(), e));
      volume.ntfs().ifPresent(ntfs -> checkVolume(volume.name(), ntfs, findings));
    }
    checkTable(disk, findings);
    disk.windows()
        .flatMap(OfflineWindows::partition)
        .ifPresent(windows -> checkLast(windows, disk, findings));
  }

  /** The journal of a hibernated Windows is open as well. */
  private static void checkVolume(String name, NtfsVolume ntfs, Findings findings) {
    if (isAsleep(ntfs)) {
      findings.add(HIBERNATED, name + ", \\hiberfil.sys", "a Windows sleeps here");
    }
    if (ntfs.isDirty()) {
      findings.add(DIRTY, name, "NTFS is marked as dirty");
    } else if (!isAsleep(ntfs) && !isSettled(ntfs)) {
      findings.add(UNSETTLED, name, "NTFS's journal is open");
    }
  }

  private static boolean isSettled(NtfsVolume ntfs) {
    try {
      return ntfs.isSettled();
    } catch (DiskException e) {
      return false;
    }
  }

  static boolean isAsleep(NtfsVolume volume) {
    return switch (Hibernation.of(volume)) {
      case ASLEEP -> true;
      case NONE, WOKEN, UNKNOWN -> false;
    };
  }

  private static void checkTable(OpenDisk disk, Findings findings) {
    Scheme scheme = disk.table().scheme();
    switch (scheme) {
      case GPT_HALF_DAMAGED ->
          findings.add(DAMAGED_GPT, "the partition table", "one copy of the GPT is damaged");
      case NONE, MBR, GPT -> {}
    }
    boolean boots =
        switch (scheme) {
          case NONE -> false;
          case MBR -> disk.table().partitions().stream().anyMatch(Partition::active);
          case GPT, GPT_HALF_DAMAGED -> disk.ofType(ESP).findAny().isPresent();
        };
    if (!boots) {
      String lacks =
          switch (scheme) {
            case NONE -> "there is no partition table";
            case MBR -> "no partition is active";
            case GPT, GPT_HALF_DAMAGED -> "there is no EFI system partition";
          };
      findings.add(NO_BOOT_PARTITION, "the partition table", lacks);
    }
  }

  private static void checkLast(Partition windows, OpenDisk disk, Findings findings) {
    Optional<Partition> behind =
        disk.table().partitions().stream()
            .filter(other -> other.start() > windows.start())
            .findFirst();
    behind.ifPresent(
        other ->
            findings.add(
                CANNOT_GROW,
                "partition " + windows.number(),
                "partition " + other.number() + " lies behind Windows"));
  }

  /** Reports a structure that cannot be read, or is not there. */
  static void unreadable(Findings findings, String place, DiskException e) {
    switch (e.reason()) {
      // The message has the path.
      case ELSEWHERE -> findings.add(UNKNOWN, "the volume of Windows", e.what());
      case DAMAGED, UNSUPPORTED -> findings.add(UNREADABLE, place, e.what());
    }
  }
}
