package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.rules.DiskPlan.Created;
import dev.casement.unattend.lint.xml.Element;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules about individual partitions. */
final class PartitionRules {
  private static final String CREATE = Sources.reference("CreatePartition");
  private static final String MODIFY = Sources.reference("ModifyPartition");
  private static final Set<String> TYPES = Set.of("PRIMARY", "EFI", "MSR", "EXTENDED", "LOGICAL");
  private static final int LEAST_ESP = 100;

  private static final List<LintRule> RULES =
      List.of(
          error(
              "partition-type",
              "Setup creates partitions of these types only",
              "write Primary, EFI, MSR, Extended or Logical",
              Sources.reference("Type (CreatePartition)"),
              PartitionRules::type),
          error(
              "partition-size",
              "a partition either has a Size or takes the rest",
              "write <Size> in MB, or <Extend>true</Extend>, not both",
              CREATE,
              PartitionRules::size),
          warning(
              "efi-partition-size",
              "100 MB is the least for an EFI system partition, 260 MB on disks with 4K sectors",
              "write <Size>260</Size>",
              Sources.learn("UEFI/GPT-based hard drive partitions"),
              PartitionRules::espSize),
          error(
              "efi-partition-format",
              "UEFI firmware reads FAT32",
              "write <Format>FAT32</Format>",
              Sources.learn("UEFI/GPT-based hard drive partitions"),
              PartitionRules::espFormat),
          error(
              "msr-modified",
              "a Microsoft reserved partition has no file system, letter or label",
              "remove Format, Letter and Label of this partition",
              MODIFY,
              PartitionRules::msrModified),
          error(
              "modify-missing-partition",
              "Setup stops when the partition to be modified does not exist",
              "write the number of a partition that is created",
              Sources.reference("PartitionID (ModifyPartition)"),
              PartitionRules::modifyMissing),
          error(
              "partition-format",
              "Setup formats with these file systems only",
              "write NTFS or FAT32",
              Sources.reference("Format"),
              PartitionRules::format),
          error(
              "partition-letter",
              "a drive letter is one letter from C to Z",
              "write one letter, such as C",
              Sources.reference("Letter"),
              PartitionRules::letter),
          error(
              "duplicate-letter",
              "two volumes cannot have the same drive letter",
              "give each its own",
              Sources.reference("Letter"),
              PartitionRules::duplicateLetter));

  private PartitionRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void type(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .flatMap(disk -> disk.created().stream())
        .filter(partition -> !partition.type().isEmpty() && !TYPES.contains(partition.type()))
        .forEach(
            partition ->
                report.at(
                    partition.element().find("Type").orElse(partition.element()),
                    "there is no partition type \"%s\""
                        .formatted(partition.element().value("Type").orElse(""))));
  }

  private static void size(Subject subject, Report report) {
    for (Created partition :
        DiskPlan.of(subject.tree()).flatMap(disk -> disk.created().stream()).toList()) {
      Element element = partition.element();
      boolean hasSize = element.find("Size").filter(size -> !size.text().isEmpty()).isPresent();
      if (hasSize && partition.extend()) {
        report.at(element, "the partition has both Size and Extend");
      } else if (!hasSize && !partition.extend() && element.value("Extend").isEmpty()) {
        report.at(element, "the partition has neither Size nor Extend");
      }
      element
          .value("Size")
          .filter(size -> Element.parse(size).filter(number -> number > 0).isEmpty())
          .ifPresent(size -> report.at(element, "Size is \"" + size + "\", not a number of MB"));
    }
  }

  private static void espSize(Subject subject, Report report) {
    DiskPlan.of(subject.tree())
        .flatMap(disk -> disk.created().stream())
        .filter(partition -> partition.type().equals("EFI"))
        .forEach(
            partition ->
                partition
                    .element()
                    .number("Size")
                    .filter(size -> size < LEAST_ESP)
                    .ifPresent(
                        size ->
                            report.at(
                                partition.element(), "the EFI partition has " + size + " MB")));
  }

  private static void espFormat(Subject subject, Report report) {
    for (DiskPlan disk : DiskPlan.of(subject.tree()).toList()) {
      for (Element modified : disk.modified()) {
        modified
            .value("Format")
            .filter(format -> typeOf(disk, modified).equals("EFI"))
            .filter(format -> format.toUpperCase(Locale.ROOT).equals("NTFS"))
            .ifPresent(
                format -> report.at(modified, "the EFI partition is formatted with " + format));
      }
    }
  }

  private static void msrModified(Subject subject, Report report) {
    for (DiskPlan disk : DiskPlan.of(subject.tree()).toList()) {
      disk.modified().stream()
          .filter(modified -> typeOf(disk, modified).equals("MSR"))
          .filter(
              modified ->
                  List.of("Format", "Letter", "Label").stream()
                      .anyMatch(name -> modified.value(name).isPresent()))
          .forEach(modified -> report.at(modified, "the reserved partition is modified"));
    }
  }

  private static String typeOf(DiskPlan disk, Element modified) {
    return modified.number("PartitionID").flatMap(disk::partition).map(Created::type).orElse("");
  }

  private static void modifyMissing(Subject subject, Report report) {
    for (DiskPlan disk : DiskPlan.of(subject.tree()).filter(DiskPlan::isComplete).toList()) {
      for (Element modified : disk.modified()) {
        modified
            .number("PartitionID")
            .filter(id -> disk.partition(id).isEmpty())
            .ifPresent(
                id ->
                    report.at(
                        modified,
                        String.format(
                            Locale.ROOT,
                            "partition %d is modified, but only %d are created",
                            id,
                            disk.created().size())));
      }
    }
  }

  private static void format(Subject subject, Report report) {
    Set<String> known = Set.of("NTFS", "FAT32", "FAT", "EXFAT", "REFS");
    modified(subject)
        .forEach(
            modified ->
                modified
                    .value("Format")
                    .filter(format -> !known.contains(format.toUpperCase(Locale.ROOT)))
                    .ifPresent(format -> report.at(modified, "Format is \"" + format + "\"")));
  }

  private static void letter(Subject subject, Report report) {
    modified(subject)
        .forEach(
            modified ->
                modified
                    .value("Letter")
                    .filter(letter -> !letter.matches("[C-Zc-z]"))
                    .ifPresent(letter -> report.at(modified, "Letter is \"" + letter + "\"")));
  }

  private static void duplicateLetter(Subject subject, Report report) {
    for (Element setup : subject.tree().setup().toList()) {
      Set<String> seen = new HashSet<>();
      DiskPlan.of(setup)
          .flatMap(disk -> disk.modified().stream())
          .forEach(
              modified ->
                  modified
                      .value("Letter")
                      .filter(letter -> !seen.add(letter.toUpperCase(Locale.ROOT)))
                      .ifPresent(
                          letter -> report.at(modified, "letter " + letter + " is given again")));
    }
  }

  private static List<Element> modified(Subject subject) {
    return DiskPlan.of(subject.tree()).flatMap(disk -> disk.modified().stream()).toList();
  }
}
