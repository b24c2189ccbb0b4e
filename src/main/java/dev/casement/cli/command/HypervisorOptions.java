package dev.casement.cli.command;

import dev.casement.cli.output.WordList;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.qemu.QemuHypervisor;
import dev.casement.hypervisor.virtualbox.VirtualBoxHypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which program runs the virtual machines. */
final class HypervisorOptions {
  static final class Words extends WordList {
    Words() {
      super(Arrays.stream(HypervisorKind.values()).map(HypervisorKind::id).toList());
    }
  }

  @Option(
      names = "--hypervisor",
      paramLabel = "NAME",
      description =
          "The hypervisor that runs the machine: ${COMPLETION-CANDIDATES} (default: the"
              + " recipe's).",
      completionCandidates = Words.class,
      converter = Words.class)
  private @Nullable String name;

  @Option(names = "--gui", description = "Show the machine's screen in a window; VirtualBox only.")
  private boolean gui;

  /**
   * What the command line says, or else this one.
   *
   * @throws BuildException USAGE when the other options are not for it
   */
  HypervisorKind kind(HypervisorKind standard) {
    HypervisorKind kind = Optional.ofNullable(name).flatMap(HypervisorKind::ofId).orElse(standard);
    if (gui && kind != HypervisorKind.VIRTUALBOX) {
      throw new BuildException(
          Failure.USAGE,
          "--gui is for VirtualBox only",
          "leave it out, or add --hypervisor virtualbox");
    }
    return kind;
  }

  /** The recipe with the hypervisor that the command line names, if it does. */
  Recipe override(Recipe recipe) {
    return recipe.on(kind(recipe.machine().hypervisor()));
  }

  /**
   * The hypervisor.
   *
   * @param standard the recipe's, for when the command line names none
   */
  Hypervisor make(
      HypervisorKind standard, CommandRunner commands, Path workDirectory, Clock clock) {
    return make(kind(standard), commands, workDirectory, clock, gui);
  }

  /** Those there are besides the one that {@link #make} gives for the same arguments. */
  List<Hypervisor> others(
      HypervisorKind standard, CommandRunner commands, Path workDirectory, Clock clock) {
    return Arrays.stream(HypervisorKind.values())
        .filter(kind -> kind != kind(standard))
        .map(kind -> make(kind, commands, workDirectory, clock, false))
        .toList();
  }

  private static Hypervisor make(
      HypervisorKind kind, CommandRunner commands, Path workDirectory, Clock clock, boolean gui) {
    return switch (kind) {
      case QEMU -> new QemuHypervisor(commands, workDirectory.resolve("cache"), clock);
      case VIRTUALBOX ->
          new VirtualBoxHypervisor(commands, workDirectory.resolve("virtualbox"), clock, gui);
    };
  }
}
