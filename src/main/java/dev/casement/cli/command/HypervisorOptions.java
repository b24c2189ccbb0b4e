package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.openstack.CloudBuilders;
import dev.casement.cli.output.Words;
import dev.casement.cli.rehearsal.Rehearsal;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.qemu.QemuHypervisor;
import dev.casement.hypervisor.virtualbox.VirtualBoxHypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which program runs the virtual machines. */
final class HypervisorOptions {
  private static final class Kinds extends Words<HypervisorKind> {
    Kinds() {
      super(List.of(HypervisorKind.values()));
    }
  }

  @Option(
      names = "--hypervisor",
      paramLabel = "NAME",
      description =
          "The hypervisor that runs the machine: ${COMPLETION-CANDIDATES} (default: the"
              + " recipe's).",
      completionCandidates = Kinds.class,
      converter = Kinds.class)
  private @Nullable HypervisorKind kind;

  @Option(names = "--gui", description = "Show the machine's screen in a window; VirtualBox only.")
  private boolean gui;

  /**
   * The kind that the command line names, or else this one.
   *
   * @throws BuildException USAGE when other options do not apply to it
   */
  HypervisorKind kind(HypervisorKind fallback) {
    HypervisorKind chosen = kind == null ? fallback : kind;
    if (gui && chosen != HypervisorKind.VIRTUALBOX) {
      throw new BuildException(
          Failure.USAGE,
          "--gui is for VirtualBox only",
          "leave it out, or add --hypervisor virtualbox");
    }
    return chosen;
  }

  /** The recipe, with the hypervisor from the command line if it names one. */
  Recipe override(Recipe recipe) {
    return recipe.on(kind(recipe.machine().hypervisor()));
  }

  /**
   * Creates the hypervisor.
   *
   * @param fallback the recipe's, used when the command line names none
   */
  Hypervisor make(
      HypervisorKind fallback, CommandRunner commands, Path workDirectory, Clock clock) {
    return make(kind(fallback), commands, workDirectory, clock, gui);
  }

  /**
   * Creates the hypervisor that builds what is ordered.
   *
   * @param clouds makes it if a cloud is to build
   */
  Hypervisor make(
      BuildRun.Order order,
      CloudBuilders clouds,
      CommandRunner commands,
      Path workDirectory,
      Surroundings surroundings) {
    HypervisorKind chosen = kind(order.recipe().machine().hypervisor());
    return switch (chosen) {
      case QEMU ->
          qemu(
              commands,
              workDirectory,
              surroundings.clock(),
              order.rehearsal() ? Optional.of(Rehearsal.TRANSLATIONS) : Optional.empty());
      case VIRTUALBOX -> make(chosen, commands, workDirectory, surroundings.clock(), gui);
      case OPENSTACK -> clouds.forRecipe(order.recipe());
    };
  }

  /** The programs of this host other than the one that {@link #make} returns. */
  List<Hypervisor> others(
      HypervisorKind fallback, CommandRunner commands, Path workDirectory, Clock clock) {
    return Arrays.stream(HypervisorKind.values())
        .filter(other -> other != kind(fallback) && other.keepsFiles())
        .map(other -> make(other, commands, workDirectory, clock, false))
        .toList();
  }

  static Hypervisor make(
      HypervisorKind kind, CommandRunner commands, Path workDirectory, Clock clock, boolean gui) {
    return switch (kind) {
      case QEMU -> qemu(commands, workDirectory, clock, Optional.empty());
      case OPENSTACK ->
          throw new BuildException(
              Failure.USAGE,
              "a cloud runs machines for builds only",
              "use --hypervisor with qemu or virtualbox; casement doctor --cloud examines a cloud");
      case VIRTUALBOX ->
          new VirtualBoxHypervisor(commands, workDirectory.resolve("virtualbox"), clock, gui);
    };
  }

  private static Hypervisor qemu(
      CommandRunner commands, Path workDirectory, Clock clock, Optional<DataSize> translations) {
    return new QemuHypervisor(commands, workDirectory.resolve("cache"), clock, translations);
  }
}
