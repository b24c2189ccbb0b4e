package dev.casement.hypervisor.virtualbox;

import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import java.nio.file.Path;
import java.util.List;

/** The VMs that builds, or scripts, have made in one base folder and not removed. */
public final class LeftoverMachines {
  private final VBoxManage manage;
  private final OwnMachines own;

  /**
   * @param baseFolder as {@link VirtualBoxHypervisor} was given it
   */
  public LeftoverMachines(CommandRunner runner, Path baseFolder) {
    this.manage = new VBoxManage(runner);
    this.own = new OwnMachines(manage, baseFolder);
  }

  /**
   * A VM.
   *
   * @param vm its name in VirtualBox
   * @param media what is in its drives
   */
  public record Machine(String vm, List<Path> media) {
    public Machine {
      media = List.copyOf(media);
    }

    /** The machine's name, which is the build's. */
    public String machine() {
      return vm.replaceFirst("^" + VBoxCommands.PREFIX, "");
    }
  }

  /**
   * Those that VirtualBox can read, also those that run.
   *
   * @throws BuildException MISSING_TOOL without VirtualBox, HOST when it does not answer
   */
  public List<Machine> all() {
    VirtualBoxHypervisor.askVersion(manage);
    return own.all().stream().map(info -> new Machine(info.get("name"), media(info))).toList();
  }

  private static List<Path> media(VmInfo info) {
    return info.drives().stream().map(drive -> Path.of(drive.medium())).toList();
  }

  /**
   * Removes one with its folder; the build's disk stays.
   *
   * @throws BuildException HOST when VirtualBox does not do it
   */
  public void remove(Machine leftover) {
    own.remove(leftover.vm());
  }

  /**
   * Removes those whose settings are gone or damaged, which cannot run.
   *
   * @return their names in VirtualBox
   */
  public List<String> removeDamaged() {
    return own.forgetInaccessible();
  }
}
