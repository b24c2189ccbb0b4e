package dev.casement.cli;

import dev.casement.build.Leftovers;
import dev.casement.hypervisor.virtualbox.VirtualBoxHypervisor;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Removes what killed builds left behind: their programs, and machines in VirtualBox. */
@picocli.CommandLine.Command(
    name = "clean",
    description = {
      "Remove what builds left behind because they were killed: QEMU and its disk, and machines in"
          + " VirtualBox.",
      "Removes only what Casement made with this --work-dir. VirtualBox machines are removed running or"
          + " not: do not use it while a build is running there on VirtualBox."
    },
    sortOptions = false)
final class CleanCommand implements Command {
  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    List<String> removed = new ArrayList<>(Leftovers.remove(work.directory()));
    removed.addAll(inVirtualBox(surroundings.commands().get()));
    removed.forEach(name -> surroundings.out().println("removed " + name));
    if (removed.isEmpty()) {
      surroundings.out().println("nothing to remove");
    }
    return 0;
  }

  private List<String> inVirtualBox(CommandRunner commands) {
    Path machines = work.directory().resolve("virtualbox");
    try {
      return new VirtualBoxHypervisor(commands, machines, false).removeLeftovers();
    } catch (BuildException e) {
      // No VirtualBox, and none that was here: there is nothing of it to remove.
      if (e.failure() == Failure.MISSING_TOOL && !Files.exists(machines)) {
        return List.of();
      }
      throw e;
    }
  }
}
