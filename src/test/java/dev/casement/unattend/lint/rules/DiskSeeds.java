package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.rules.Samples.SERVER_2022;
import static dev.casement.unattend.lint.rules.Samples.WINDOWS_7;

import dev.casement.unattend.lint.InstallFacts;
import dev.casement.unattend.lint.LintContext;
import dev.casement.windows.WindowsImage;
import java.util.List;

/** Mistakes in Order, disks, partitions and where Windows goes. */
final class DiskSeeds {
  private static final String EFI = "<Size>260</Size>";
  private static final String WINDOWS = "<Extend>true</Extend>";

  private DiskSeeds() {}

  static List<Seed> all() {
    return List.of(
        seed("order-missing", "<Order>1</Order>", ""),
        seed("order-number", "<Order>1</Order>", "<Order>first</Order>"),
        seed("order-number", "<Order>1</Order>", "<Order>0</Order>"),
        seed("order-duplicate", "<Order>2</Order>", "<Order>1</Order>"),
        seed("partition-order-gap", "<Order>3</Order>", "<Order>4</Order>"),
        seed(
            "command-order-gap",
            "Description>\n          <Order>1<",
            "Description>\n          <Order>5<"),
        seed("disk-id", "<DiskID>0</DiskID>", "<DiskID>zero</DiskID>"),
        seed("extend-not-last", EFI, WINDOWS),
        seed("two-efi-partitions", "<Type>MSR</Type>", "<Type>EFI</Type>"),
        seed("no-efi-partition", "<Type>EFI</Type>", "<Type>Primary</Type>"),
        bios("two-active-partitions", "<Label>Windows", "<Active>true</Active><Label>Windows"),
        seed("active-on-gpt", "<Format>", "<Active>true</Active><Format>"),
        bios("no-active-partition", "<Active>true</Active>", ""),
        bios(
            "too-many-primary",
            "</CreatePartitions>",
            primary(3) + primary(4) + primary(5) + "</CreatePartitions>"),
        seed("mixed-partition-styles", "<Type>MSR</Type>", "<Type>Logical</Type>"),
        new Seed(
            "layout-firmware",
            SERVER_2022,
            SERVER_2022,
            SERVER_2022.replaceAll("<Type>(EFI|MSR)", "<Type>Primary"),
            uefiOnly()),
        seed("disk-not-wiped", "<WillWipeDisk>true</WillWipeDisk>", ""),
        seed("partition-type", "<Type>MSR</Type>", "<Type>Reserved</Type>"),
        seed("partition-size", EFI, EFI + WINDOWS),
        seed("partition-size", EFI, ""),
        seed("partition-size", EFI, "<Size>260 MB</Size>"),
        seed("efi-partition-size", EFI, "<Size>50</Size>"),
        seed("efi-partition-format", "<Format>FAT32", "<Format>NTFS"),
        seed("msr-modified", "<PartitionID>1</PartitionID>", "<PartitionID>2</PartitionID>"),
        seed(
            "modify-missing-partition",
            "<PartitionID>3</PartitionID>",
            "<PartitionID>4</PartitionID>"),
        seed("partition-format", "<Format>NTFS", "<Format>EXT4"),
        seed("partition-letter", "<Letter>C<", "<Letter>C:<"),
        seed("duplicate-letter", "<Label>System", "<Letter>C</Letter><Label>System"),
        seed("install-to-number", to(3), "<PartitionID>last</PartitionID>\n          </InstallTo>"),
        seed("install-to-missing-partition", to(3), to(5)),
        seed(
            "install-to-other-disk",
            "<InstallTo>\n            <DiskID>0",
            "<InstallTo>\n            <DiskID>1"),
        seed("install-to-system-partition", to(3), to(2)),
        bios(
            "install-to-format",
            "<Format>NTFS</Format>\n              <Label>Windows",
            "<Format>FAT32</Format>\n              <Label>Windows"),
        seed(
            "install-to-unstated",
            "<InstallTo>\n            <DiskID>0</DiskID>\n            " + to(3),
            ""),
        seed(
            "install-to-twice",
            "<InstallTo>",
            "<InstallToAvailablePartition>true</InstallToAvailablePartition><InstallTo>"),
        bios("partition-after-windows", to(2), to(1)));
  }

  private static String to(int partition) {
    return "<PartitionID>" + partition + "</PartitionID>\n          </InstallTo>";
  }

  private static Seed seed(String rule, String right, String wrong) {
    return Seed.of(rule, SERVER_2022, right, wrong);
  }

  private static Seed bios(String rule, String right, String wrong) {
    return Seed.of(rule, WINDOWS_7, right, wrong);
  }

  private static LintContext uefiOnly() {
    WindowsImage image =
        Samples.server2022(2, "Windows Server 2022 SERVERSTANDARD", "ServerStandard");
    return Samples.media(new InstallFacts(List.of(image), false, true));
  }

  private static String primary(int order) {
    return "<CreatePartition><Order>"
        + order
        + "</Order><Size>9</Size><Type>Primary</Type></CreatePartition>";
  }
}
