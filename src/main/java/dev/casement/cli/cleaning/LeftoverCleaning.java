package dev.casement.cli.cleaning;

import dev.casement.files.LockFile;
import dev.casement.hypervisor.virtualbox.LeftoverMachines;
import dev.casement.hypervisor.virtualbox.LeftoverMachines.Machine;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.Leftovers;
import dev.casement.pipeline.engine.Leftovers.LeftBuild;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes what killed builds have left in a work directory: programs, machines in VirtualBox, and
 * their files. Builds that are running keep everything.
 */
public final class LeftoverCleaning {
  private final Path workDirectory;
  private final boolean failedToo;
  private final PrintStream out;
  private final Removal removal;
  private final LeftoverMachines machines;

  /** The builds whose machines remain in VirtualBox. */
  private final Set<String> withMachine = new HashSet<>();

  private final List<BuildException> failures = new ArrayList<>();

  /**
   * @param failedToo whether to remove what was kept of failed builds on purpose, too
   */
  public LeftoverCleaning(
      CommandRunner commands,
      Path workDirectory,
      boolean failedToo,
      PrintStream out,
      Removal removal) {
    this.workDirectory = workDirectory;
    this.failedToo = failedToo;
    this.out = out;
    this.removal = removal;
    this.machines = new LeftoverMachines(commands, machineFolder());
  }

  private Path machineFolder() {
    return workDirectory.resolve("virtualbox");
  }

  /**
   * Removes as much as it can.
   *
   * @throws BuildException the first failure, with the others suppressed
   */
  public void run() {
    // Machines first: one that remains uses the files of its build.
    boolean asked = removeMachines();
    for (LeftBuild left : Leftovers.find(workDirectory)) {
      // Without VirtualBox' answer, files may belong to a machine unless QEMU has been seen.
      boolean unused = !withMachine.contains(left.name()) && (asked || !left.running().isEmpty());
      if (unused && isWanted(left.work())) {
        attempt(() -> removal.ofAll(left.parts(), () -> Leftovers.remove(left)));
      }
    }
    if (!failures.isEmpty()) {
      BuildException first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private boolean isWanted(Path build) {
    return failedToo || !Workspace.isKept(build);
  }

  /** Continues with the others after a failure. */
  private void attempt(Runnable action) {
    try {
      action.run();
    } catch (BuildException e) {
      failures.add(e);
    }
  }

  /** Whether VirtualBox has said which machines there are. */
  private boolean removeMachines() {
    List<Machine> found;
    try {
      found = machines.all();
    } catch (BuildException e) {
      // Where VirtualBox is not installed, it left nothing to remove.
      boolean none = e.failure() == Failure.MISSING_TOOL && !Files.exists(machineFolder());
      if (!none) {
        failures.add(e);
      }
      return none;
    }
    for (Machine machine : found) {
      withMachine.add(machine.machine());
      attempt(() -> remove(machine));
    }
    attempt(() -> removal.ofAll(List.of(), machines::removeDamaged));
    return true;
  }

  private void remove(Machine machine) {
    String vm = machine.vm();
    if (!isWanted(workDirectory.resolve("builds").resolve(machine.machine()))) {
      out.println("left " + vm + ": it was kept when its build failed; --failed removes it");
      return;
    }
    LockFile lock;
    try {
      lock = BuildLock.ofBuild(workDirectory, machine.machine());
    } catch (BuildException e) {
      out.println("left " + vm + ": " + e.what());
      return;
    }
    try (lock) {
      removal.of(
          vm,
          () -> {
            machines.remove(machine);
            return true;
          });
      withMachine.remove(machine.machine());
    } catch (IOException e) {
      // The lock is released when this process ends.
    }
  }
}
