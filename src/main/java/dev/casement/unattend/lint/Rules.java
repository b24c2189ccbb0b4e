package dev.casement.unattend.lint;

import java.util.List;
import java.util.stream.Stream;

/** Every rule there is. */
final class Rules {
  private static final List<Rule> ALL =
      Stream.of(
              XmlRules.all(),
              StructureRules.all(),
              ComponentRules.all(),
              PlacementRules.all(),
              ValueRules.all(),
              OrderRules.all(),
              DiskRules.all(),
              PartitionRules.all(),
              InstallToRules.all(),
              ImageRules.all(),
              KeyRules.all(),
              DriverRules.all(),
              NameRules.all(),
              LogonRules.all(),
              RegionalRules.all(),
              CommandRules.all(),
              OobeRules.all())
          .flatMap(List::stream)
          .toList();

  private Rules() {}

  /** Those that also hold for a file whose parts are still to be chosen. */
  static List<Rule> ofTemplates() {
    return StructureRules.all();
  }

  static List<Rule> all() {
    return ALL;
  }
}
