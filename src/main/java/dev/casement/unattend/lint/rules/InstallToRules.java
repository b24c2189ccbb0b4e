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
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rules about the target of the installation. */
final class InstallToRules {
  private static final String INSTALL_TO = "ImageInstall/OSImage/InstallTo";
  private static final String PAGE = Sources.reference("InstallTo");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "install-to-number",
              "InstallTo names a disk and a partition, both by number",
              "write <DiskID> and <PartitionID>",
              PAGE,
              InstallToRules::numbers),
          error(
              "install-to-missing-partition",
              "Setup stops when the partition does not exist",
              "write the number of the partition that is created for Windows",
              PAGE,
              InstallToRules::missingPartition),
          warning(
              "install-to-other-disk",
              "Windows is to be installed on a disk that DiskConfiguration does not name",
              "write the DiskID of the disk that is prepared for Windows",
              PAGE,
              InstallToRules::otherDisk),
          error(
              "install-to-system-partition",
              "Windows cannot be installed on an EFI or reserved partition",
              "write the number of the primary partition for Windows",
              Sources.learn("UEFI/GPT-based hard drive partitions"),
              InstallToRules::systemPartition),
          error(
              "install-to-format",
              "Windows runs from NTFS only",
              "write <Format>NTFS</Format> for this partition",
              Sources.reference("Format"),
              InstallToRules::format),
          warning(
              "install-to-unstated",
              "Setup asks where to install Windows",
              "write InstallTo with DiskID and PartitionID",
              PAGE,
              InstallToRules::unstated),
          warning(
              "install-to-twice",
              "InstallTo and InstallToAvailablePartition exclude each other",
              "keep one of them",
              Sources.reference("InstallToAvailablePartition"),
              InstallToRules::twice),
          warning(
              "partition-after-windows",
              "a partition after Windows keeps its volume from growing with the disk in a cloud",
              "create the partition for Windows last",
              Sources.learn("UEFI/GPT-based hard drive partitions"),
              InstallToRules::partitionAfter));

  private InstallToRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  /** Whether Windows is installed on this disk; also true if the file does not name the disk. */
  static boolean isTarget(Subject subject, DiskPlan disk) {
    List<Integer> targets =
        targets(subject).stream().flatMap(target -> target.number("DiskID").stream()).toList();
    return targets.isEmpty() || disk.id().filter(targets::contains).isPresent();
  }

  private static List<Element> targets(Subject subject) {
    return subject.tree().setup().flatMap(setup -> setup.findAll(INSTALL_TO)).toList();
  }

  private static void numbers(Subject subject, Report report) {
    for (Element target : targets(subject)) {
      for (String name : List.of("DiskID", "PartitionID")) {
        boolean placeholder =
            target.find(name).filter(element -> Placeholder.leavesOpen(element.text())).isPresent();
        if (!placeholder && target.number(name).isEmpty()) {
          report.at(target, "InstallTo has no number as its " + name);
        }
      }
    }
  }

  /** The target of the installation in one component. */
  private record Target(Element installTo, DiskPlan disk, int number) {
    Optional<Created> partition() {
      return disk.partition(number);
    }
  }

  private static List<Target> resolved(Subject subject) {
    return subject
        .tree()
        .setup()
        .flatMap(setup -> setup.find(INSTALL_TO).flatMap(to -> target(setup, to)).stream())
        .toList();
  }

  private static Optional<Target> target(Element setup, Element to) {
    Optional<Integer> id = to.number("DiskID");
    return to.number("PartitionID")
        .flatMap(
            number ->
                DiskPlan.of(setup)
                    .filter(disk -> disk.id().isPresent() && disk.id().equals(id))
                    .findFirst()
                    .map(disk -> new Target(to, disk, number)));
  }

  private static void missingPartition(Subject subject, Report report) {
    resolved(subject).stream()
        .filter(target -> target.disk().isComplete() && target.partition().isEmpty())
        .forEach(
            target ->
                report.at(
                    target.installTo(),
                    String.format(
                        Locale.ROOT,
                        "Windows is to be installed on partition %d, but only %d are created",
                        target.number(),
                        target.disk().created().size())));
  }

  private static void otherDisk(Subject subject, Report report) {
    for (Element setup : subject.tree().setup().toList()) {
      List<DiskPlan> disks = DiskPlan.of(setup).filter(d -> d.id().isPresent()).toList();
      Optional<Element> to = setup.find(INSTALL_TO);
      to.flatMap(element -> element.number("DiskID"))
          .filter(id -> !disks.isEmpty())
          .filter(id -> disks.stream().noneMatch(disk -> disk.id().equals(Optional.of(id))))
          .ifPresent(id -> report.at(to.orElse(setup), "DiskConfiguration has no disk " + id));
    }
  }

  private static void systemPartition(Subject subject, Report report) {
    for (Target target : resolved(subject)) {
      target
          .partition()
          .filter(partition -> partition.type().equals("EFI") || partition.type().equals("MSR"))
          .ifPresent(
              partition ->
                  report.at(
                      target.installTo(),
                      String.format(
                          Locale.ROOT,
                          "Windows is to be installed on partition %d, which is of type %s",
                          target.number(),
                          partition.type())));
    }
  }

  private static void format(Subject subject, Report report) {
    for (Target target : resolved(subject)) {
      target
          .disk()
          .modificationsOf(target.number())
          .forEach(
              modified ->
                  modified
                      .value("Format")
                      .filter(format -> format.toUpperCase(Locale.ROOT).startsWith("FAT"))
                      .ifPresent(
                          format ->
                              report.at(
                                  modified,
                                  "Windows is to be installed on a partition"
                                      + " with "
                                      + format)));
    }
  }

  private static void unstated(Subject subject, Report report) {
    for (Element setup : subject.tree().setup().toList()) {
      setup
          .find("ImageInstall/OSImage")
          .filter(image -> image.find("InstallTo").isEmpty())
          .filter(image -> image.find("InstallToAvailablePartition").isEmpty())
          .ifPresent(image -> report.at(image, "OSImage does not say where to install Windows"));
    }
  }

  private static void twice(Subject subject, Report report) {
    for (Element setup : subject.tree().setup().toList()) {
      setup
          .find("ImageInstall/OSImage")
          .filter(image -> image.find("InstallTo").isPresent())
          .filter(image -> image.isTrue("InstallToAvailablePartition"))
          .ifPresent(image -> report.at(image, "OSImage says twice where to install Windows"));
    }
  }

  private static void partitionAfter(Subject subject, Report report) {
    resolved(subject).stream()
        .filter(target -> target.partition().isPresent())
        .filter(target -> target.number() < target.disk().created().size())
        .forEach(
            target ->
                report.at(
                    target.installTo(),
                    String.format(
                        Locale.ROOT,
                        "%d partitions follow the one for Windows",
                        target.disk().created().size() - target.number())));
  }
}
