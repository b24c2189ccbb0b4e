package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.rules.DiskPlan.Created;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.unattend.lint.xml.Placeholder;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules about whole disks. */
final class DiskRules {
  private static final String CREATE = Sources.reference("CreatePartition");
  private static final String MODIFY = Sources.reference("ModifyPartition");
  private static final String UEFI = Sources.learn("UEFI/GPT-based hard drive partitions");
  private static final String BIOS = Sources.learn("BIOS/MBR-based hard drive partitions");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "disk-id",
              "without its number Setup does not know which disk is meant",
              "write <DiskID>0</DiskID>, and each number once",
              Sources.reference("DiskID"),
              DiskRules::diskId),
          error(
              "extend-not-last",
              "a partition that takes the rest of the disk leaves nothing for those after it",
              "give it a Size, and Extend to the last one",
              Sources.reference("Extend (CreatePartition)"),
              DiskRules::extendNotLast),
          error(
              "two-efi-partitions",
              "a disk has one EFI system partition",
              "create one partition of type EFI",
              UEFI,
              DiskRules::twoEsp),
          warning(
              "no-efi-partition",
              "a GPT disk that Windows boots from has an EFI system partition",
              "create a partition of type EFI with 260 MB",
              UEFI,
              DiskRules::noEsp),
          warning(
              "two-active-partitions",
              "a BIOS boots from one active partition; of several, only the last stays active",
              "set Active on the system partition only",
              BIOS,
              DiskRules::twoActive),
          error(
              "active-on-gpt",
              "only MBR disks have an active partition; Setup stops at Active on a GPT disk",
              "remove <Active>",
              MODIFY,
              DiskRules::activeOnGpt),
          warning(
              "no-active-partition",
              "a BIOS boots only from an active partition",
              "write <Active>true</Active> at the system partition",
              BIOS,
              DiskRules::noActive),
          error(
              "too-many-primary",
              "an MBR disk has at most four primary partitions",
              "create fewer, or make the disk GPT by creating an EFI partition",
              CREATE,
              DiskRules::tooManyPrimary),
          error(
              "mixed-partition-styles",
              "EFI and MSR are for GPT disks, Extended and Logical for MBR disks",
              "use the partition types of one style",
              CREATE,
              DiskRules::mixed),
          error(
              "layout-firmware",
              "Windows boots with UEFI from GPT disks only, and with BIOS from MBR disks only",
              "use the layout of the firmware that the medium boots with",
              Sources.learn("Windows Setup: Installing using the MBR or GPT partition style"),
              DiskRules::firmware),
          warning(
              "disk-not-wiped",
              "on a disk that is not empty, the new partitions are added to the existing ones",
              "write <WillWipeDisk>true</WillWipeDisk>, if the disk may be erased",
              Sources.reference("WillWipeDisk"),
              DiskRules::notWiped));

  private DiskRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void diskId(Subject subject, Report report) {
    for (Element setup : subject.tree().setup().toList()) {
      Set<Integer> seen = new HashSet<>();
      for (DiskPlan disk : DiskPlan.of(setup).toList()) {
        Element id = disk.element().find("DiskID").orElse(disk.element());
        if (disk.id().isPresent() && !seen.add(disk.id().get())) {
          report.at(id, "there is a <Disk> with DiskID " + disk.id().get() + " before");
        } else if (disk.id().isEmpty() && !Placeholder.leavesOpen(id.text())) {
          report.at(id, "<Disk> has no number as its DiskID");
        }
      }
    }
  }

  private static void extendNotLast(Subject subject, Report report) {
    for (DiskPlan disk : DiskPlan.of(subject.tree()).toList()) {
      List<Created> created = disk.created();
      for (int i = 0; i < created.size() - 1; i++) {
        if (created.get(i).extend() && !created.get(i).isMbrOnly()) {
          report.at(
              created.get(i).element(),
              String.format(
                  Locale.ROOT,
                  "partition %d extends, and %d more follow",
                  i + 1,
                  created.size() - 1 - i));
        }
      }
    }
  }

  private static void twoEsp(Subject subject, Report report) {
    for (DiskPlan disk : DiskPlan.of(subject.tree()).toList()) {
      disk.created().stream()
          .filter(partition -> partition.type().equals("EFI"))
          .skip(1)
          .forEach(
              partition ->
                  report.at(partition.element(), "there is a partition of type EFI before"));
    }
  }

  private static void noEsp(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .filter(disk -> disk.isGpt() && disk.isComplete())
        .filter(disk -> disk.created().stream().noneMatch(p -> p.type().equals("EFI")))
        .filter(disk -> InstallToRules.isTarget(subject, disk))
        .forEach(disk -> report.at(disk.element(), "no partition is of type EFI"));
  }

  private static void twoActive(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .forEach(
            disk ->
                disk.modified().stream()
                    .filter(element -> element.isTrue("Active"))
                    .skip(1)
                    .forEach(element -> report.at(element, "another partition is also active")));
  }

  private static void activeOnGpt(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .filter(DiskPlan::isGpt)
        .flatMap(disk -> disk.modified().stream())
        .filter(element -> element.isTrue("Active"))
        .forEach(element -> report.at(element, "a partition of a GPT disk is set active"));
  }

  private static void noActive(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .filter(disk -> !disk.isGpt() && disk.isComplete())
        .filter(disk -> InstallToRules.isTarget(subject, disk))
        .filter(disk -> disk.modified().stream().noneMatch(element -> element.isTrue("Active")))
        .forEach(disk -> report.at(disk.element(), "no partition of the MBR disk is active"));
  }

  private static void tooManyPrimary(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .filter(disk -> !disk.isGpt())
        .filter(disk -> disk.created().stream().filter(p -> p.type().equals("PRIMARY")).count() > 4)
        .forEach(
            disk ->
                report.at(disk.element(), disk.created().size() + " partitions on an MBR disk"));
  }

  private static void mixed(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .filter(DiskPlan::isGpt)
        .filter(disk -> disk.created().stream().anyMatch(Created::isMbrOnly))
        .forEach(
            disk ->
                report.at(
                    disk.element(),
                    "the partitions are of types "
                        + disk.created().stream()
                            .map(Created::type)
                            .distinct()
                            .collect(Collectors.joining(", "))));
  }

  private static void firmware(Subject subject, Report report) {
    subject
        .context()
        .install()
        .ifPresent(
            facts ->
                DiskPlan.of(subject.tree())
                    .filter(disk -> !disk.created().isEmpty())
                    .filter(disk -> InstallToRules.isTarget(subject, disk))
                    .filter(disk -> disk.isGpt() ? !facts.bootsOnUefi() : !facts.bootsOnBios())
                    .forEach(
                        disk ->
                            report.at(
                                disk.element(),
                                "the disk is %s, and the medium does not boot with %s"
                                    .formatted(
                                        disk.isGpt() ? "GPT" : "MBR",
                                        disk.isGpt() ? "UEFI" : "BIOS"))));
  }

  private static void notWiped(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .filter(disk -> !disk.created().isEmpty() && !disk.element().isTrue("WillWipeDisk"))
        .filter(
            disk ->
                disk.element().value("WillWipeDisk").isPresent()
                    || disk.element().find("WillWipeDisk").isEmpty())
        .forEach(
            disk -> report.at(disk.element(), "partitions are created and the disk is not wiped"));
  }
}
