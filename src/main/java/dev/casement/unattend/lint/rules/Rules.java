package dev.casement.unattend.lint.rules;

import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.Linter;
import dev.casement.unattend.lint.XmlRules;
import java.util.List;
import java.util.stream.Stream;

/** All rules, and the linter that checks them. */
public final class Rules {
  private static final List<LintRule> ALL =
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

  private static final Linter LINTER = new Linter(ALL, StructureRules.all());

  private Rules() {}

  public static Linter linter() {
    return LINTER;
  }

  static List<LintRule> all() {
    return ALL;
  }
}
