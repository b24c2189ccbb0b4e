package dev.casement.cli;

import dev.casement.build.Recipe;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.qemu.QemuHypervisor;
import dev.casement.hypervisor.virtualbox.VirtualBoxHypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which program runs the virtual machines. */
final class HypervisorOptions {
  /** The hypervisors this version can build with. */
  private static final List<String> WORDS = List.of("qemu", "virtualbox");

  static final class Words extends WordList {
    Words() {
      super(WORDS);
    }
  }

  @Option(
      names = "--hypervisor",
      paramLabel = "NAME",
      description = "What runs the machine: ${COMPLETION-CANDIDATES} (default: the recipe's).",
      completionCandidates = Words.class,
      converter = Words.class)
  private @Nullable String name;

  @Option(names = "--gui", description = "Give the machine a window to look at; VirtualBox only.")
  private boolean gui;

  /**
   * The hypervisor's word: what the command line says, or else this one.
   *
   * @throws BuildException USAGE when the other options are not for that hypervisor
   */
  String word(String standard) {
    String word = name == null ? standard : name;
    if (gui && !word.equals("virtualbox")) {
      throw new BuildException(
          Failure.USAGE,
          "--gui is for VirtualBox only",
          "leave it out, or add --hypervisor virtualbox");
    }
    return word;
  }

  /** The recipe with the hypervisor that the command line names, if it does. */
  Recipe override(Recipe recipe) {
    Recipe.Machine machine = recipe.machine();
    return new Recipe(
        recipe.name(),
        recipe.media(),
        recipe.windows(),
        new Recipe.Machine(
            word(machine.hypervisor()),
            machine.firmware(),
            machine.disk(),
            machine.diskBus(),
            machine.memory(),
            machine.cpus(),
            machine.tpm(),
            machine.setupMedium(),
            machine.network()),
        recipe.cloudbaseInit(),
        recipe.updates(),
        recipe.steps(),
        recipe.settings(),
        recipe.cleanUp(),
        recipe.image(),
        recipe.limits(),
        recipe.publish());
  }

  /**
   * The hypervisor.
   *
   * @param standard the recipe's word for it, for when the command line names none
   */
  Hypervisor make(String standard, CommandRunner commands, Path workDirectory) {
    return make(word(standard), commands, workDirectory, gui);
  }

  /** Those there are besides the one that {@link #make} gives for the same arguments. */
  List<Hypervisor> others(String standard, CommandRunner commands, Path workDirectory) {
    return WORDS.stream()
        .filter(word -> !word.equals(word(standard)))
        .map(word -> make(word, commands, workDirectory, false))
        .toList();
  }

  private static Hypervisor make(
      String word, CommandRunner commands, Path workDirectory, boolean gui) {
    return switch (word) {
      case "qemu" -> new QemuHypervisor(commands, workDirectory.resolve("cache"));
      case "virtualbox" ->
          new VirtualBoxHypervisor(commands, workDirectory.resolve("virtualbox"), gui);
      default -> throw new IllegalStateException("no hypervisor " + word);
    };
  }
}
