package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.files.LockFile;
import dev.casement.hypervisor.virtualbox.LeftoverMachines;
import dev.casement.hypervisor.virtualbox.LeftoverMachines.Machine;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.Leftovers;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Removes what killed builds left behind: their programs, and machines in VirtualBox. */
@picocli.CommandLine.Command(
    name = "clean",
    description = {
      "Remove what killed builds left behind: QEMU and its disk, and machines in" + " VirtualBox.",
      "Removes only what Casement made with this --work-dir. What belongs to running builds stays."
          + " The machine of a running script of plan --script does not: do not run clean at the"
          + " same time."
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
    PrintStream out = surroundings.out();
    List<String> programs = Leftovers.remove(work.directory());
    programs.forEach(program -> out.println("removed " + program));
    boolean machines = cleanVirtualBox(surroundings.commands().get(), out);
    if (programs.isEmpty() && !machines) {
      out.println("nothing to remove");
    }
    return 0;
  }

  /** Returns whether anything was removed. */
  private boolean cleanVirtualBox(CommandRunner commands, PrintStream out) {
    Path folder = work.directory().resolve("virtualbox");
    LeftoverMachines leftovers = new LeftoverMachines(commands, folder);
    List<Machine> found;
    try {
      found = leftovers.all();
    } catch (BuildException e) {
      // VirtualBox is not installed and left nothing to remove.
      if (e.failure() == Failure.MISSING_TOOL && !Files.exists(folder)) {
        return false;
      }
      throw e;
    }
    List<BuildException> failures = new ArrayList<>();
    for (Machine leftover : found) {
      try {
        remove(leftover, leftovers, out);
      } catch (BuildException e) {
        // Continue with the others.
        failures.add(e);
      }
    }
    List<String> damaged = leftovers.removeDamaged();
    damaged.forEach(name -> out.println("removed " + name));
    if (!failures.isEmpty()) {
      BuildException first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
    return !found.isEmpty() || !damaged.isEmpty();
  }

  private void remove(Machine leftover, LeftoverMachines leftovers, PrintStream out) {
    LockFile lock;
    try {
      lock = BuildLock.ofBuild(work.directory(), leftover.machine());
    } catch (BuildException e) {
      out.println("left " + leftover.vm() + ": " + e.what());
      return;
    }
    try (lock) {
      leftovers.remove(leftover);
      Leftovers.removeFiles(work.directory(), leftover.machine(), leftover.media());
      out.println("removed " + leftover.vm());
    } catch (IOException e) {
      // The lock is released when this process ends.
    }
  }
}
