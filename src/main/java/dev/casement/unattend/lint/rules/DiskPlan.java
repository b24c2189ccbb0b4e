package dev.casement.unattend.lint.rules;

import dev.casement.unattend.lint.xml.AnswerTree;
import dev.casement.unattend.lint.xml.Element;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One {@code Disk} of DiskConfiguration: the partitions it creates, in order, and modifies.
 *
 * @param created sorted by Order; the first becomes partition 1 of a wiped disk
 */
record DiskPlan(Element element, List<Created> created, List<Element> modified) {
  /** A CreatePartition; the type is in upper case. */
  record Created(Element element, int order, String type) {
    boolean extend() {
      return element.isTrue("Extend");
    }

    boolean isMbrOnly() {
      return type.equals("EXTENDED") || type.equals("LOGICAL");
    }
  }

  /** The disks of the Setup components in an answer file. */
  static Stream<DiskPlan> of(AnswerTree tree) {
    return tree.setup().flatMap(DiskPlan::of);
  }

  static Stream<DiskPlan> of(Element setup) {
    return setup.findAll("DiskConfiguration/Disk").map(DiskPlan::ofDisk);
  }

  private static DiskPlan ofDisk(Element disk) {
    return new DiskPlan(
        disk,
        disk.findAll("CreatePartitions/CreatePartition")
            .map(DiskPlan::created)
            .sorted(Comparator.comparingInt(Created::order))
            .toList(),
        disk.findAll("ModifyPartitions/ModifyPartition").toList());
  }

  private static Created created(Element element) {
    return new Created(
        element,
        element.number("Order").orElse(0),
        element.value("Type").orElse("").toUpperCase(Locale.ROOT));
  }

  Optional<Integer> id() {
    return element.number("DiskID");
  }

  /** Whether {@link #created()} has all partitions that the disk will have. */
  boolean isComplete() {
    return element.isTrue("WillWipeDisk")
        && !created.isEmpty()
        && created.stream().noneMatch(Created::isMbrOnly);
  }

  /** Whether Setup makes the disk GPT: it has an EFI or MSR partition. */
  boolean isGpt() {
    return created.stream().anyMatch(p -> p.type().equals("EFI") || p.type().equals("MSR"));
  }

  /** The partition with this number; empty if the disk's partitions are not all known. */
  Optional<Created> partition(int number) {
    return isComplete() && number >= 1 && number <= created.size()
        ? Optional.of(created.get(number - 1))
        : Optional.empty();
  }

  /** The modifications of the partition with this number. */
  Stream<Element> modificationsOf(int number) {
    return modified.stream()
        .filter(element -> element.number("PartitionID").filter(id -> id == number).isPresent());
  }
}
