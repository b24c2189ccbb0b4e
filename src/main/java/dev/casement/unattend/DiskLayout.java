package dev.casement.unattend;

import static dev.casement.unattend.Setting.group;
import static dev.casement.unattend.Setting.item;
import static dev.casement.unattend.Setting.value;

import dev.casement.units.DataSize;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partitions that Setup creates on the empty disk: first small ones for booting, last Windows,
 * which takes the rest. Nothing follows Windows, so that its volume can grow in the cloud; Windows
 * RE is on the Windows partition.
 *
 * <p>DiskConfiguration is used instead of a diskpart script: commands of the windowsPE pass run
 * before the drivers are loaded and would find no disk (unattend-generator issue 52).
 *
 * <p>Source: Microsoft Learn, "UEFI/GPT-based hard drive partitions", "BIOS/MBR-based hard drive
 * partitions", "ModifyPartition".
 */
record DiskLayout(List<Partition> partitions) {
  /** The purpose of a partition, which determines its permitted settings. */
  enum Kind {
    /** MBR: the active partition with the boot manager. */
    ACTIVE_SYSTEM,
    /** GPT: the EFI system partition. */
    EFI_SYSTEM,
    /** GPT: Microsoft reserved; it has no file system and cannot be modified. */
    MICROSOFT_RESERVED,
    WINDOWS
  }

  /**
   * @param size empty: the rest of the disk
   */
  record Partition(Kind kind, Optional<DataSize> size) {}

  DiskLayout {
    partitions = List.copyOf(partitions);
    if (partitions.getLast().kind() != Kind.WINDOWS) {
      throw new IllegalArgumentException("a partition after Windows keeps its volume from growing");
    }
    for (Partition partition : partitions) {
      if (partition.size().isEmpty() != (partition.kind() == Kind.WINDOWS)) {
        throw new IllegalArgumentException("Windows, and only Windows, takes the rest of the disk");
      }
    }
  }

  static DiskLayout of(Firmware firmware, Release release) {
    Partition windows = new Partition(Kind.WINDOWS, Optional.empty());
    if (!firmware.isUefi()) {
      return new DiskLayout(List.of(sized(Kind.ACTIVE_SYSTEM, 350), windows));
    }
    // 260 MB is the minimum for FAT32 on disks with 4 KiB sectors.
    return new DiskLayout(
        List.of(
            sized(Kind.EFI_SYSTEM, 260),
            new Partition(Kind.MICROSOFT_RESERVED, Optional.of(release.reservedPartition())),
            windows));
  }

  private static Partition sized(Kind kind, int mebibytes) {
    return new Partition(kind, Optional.of(DataSize.mebibytes(mebibytes)));
  }

  /** The 1-based number of the partition that Windows is installed on, for InstallTo. */
  int windowsPartition() {
    return partitions.size();
  }

  /** The DiskConfiguration for disk 0, which is wiped. */
  Setting diskConfiguration() {
    List<Setting> create = new ArrayList<>();
    List<Setting> modify = new ArrayList<>();
    for (int number = 1; number <= partitions.size(); number++) {
      Partition partition = partitions.get(number - 1);
      create.add(create(partition, number));
      modification(partition.kind(), number, modify.size() + 1).ifPresent(modify::add);
    }
    return group(
        "DiskConfiguration",
        item(
            "Disk",
            group("CreatePartitions", create),
            group("ModifyPartitions", modify),
            value("DiskID", 0),
            value("WillWipeDisk", true)),
        value("WillShowUI", "OnError"));
  }

  private static Setting create(Partition partition, int number) {
    String type =
        switch (partition.kind()) {
          case ACTIVE_SYSTEM, WINDOWS -> "Primary";
          case EFI_SYSTEM -> "EFI";
          case MICROSOFT_RESERVED -> "MSR";
        };
    Setting size =
        partition
            .size()
            .map(amount -> value("Size", amount.toMebibytes()))
            .orElseGet(() -> value("Extend", true));
    return item("CreatePartition", value("Order", number), size, value("Type", type));
  }

  private static Optional<Setting> modification(Kind kind, int number, int order) {
    return switch (kind) {
      case ACTIVE_SYSTEM ->
          modify(
              number,
              order,
              value("Active", true),
              value("Format", "NTFS"),
              value("Label", "System"));
      case EFI_SYSTEM -> modify(number, order, value("Format", "FAT32"), value("Label", "System"));
      case MICROSOFT_RESERVED -> Optional.empty();
      case WINDOWS ->
          modify(
              number,
              order,
              value("Format", "NTFS"),
              value("Label", "Windows"),
              value("Letter", "C"));
    };
  }

  private static Optional<Setting> modify(int number, int order, Setting... settings) {
    List<Setting> all = new ArrayList<>();
    all.add(value("Order", order));
    all.add(value("PartitionID", number));
    all.addAll(List.of(settings));
    return Optional.of(item("ModifyPartition", all));
  }
}
