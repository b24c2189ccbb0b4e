package dev.casement.hypervisor.virtualbox;

import dev.casement.process.CommandRunner;
import dev.casement.report.BuildException;
import java.nio.file.Path;
import java.util.List;

/** The VMs in one base folder that builds or scripts created and did not remove. */
public final class LeftoverMachines {
  private final VBoxManage manage;
  private final OwnMachines own;

  /**
   * @param baseFolder the base folder of {@link VirtualBoxHypervisor}
   */
  public LeftoverMachines(CommandRunner runner, Path baseFolder) {
    this.manage = new VBoxManage(runner);
    this.own = new OwnMachines(manage, baseFolder);
  }

  /**
   * A VM.
   *
   * @param vm its name in VirtualBox
   * @param media the media in its drives
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
   * The VMs that VirtualBox can read, including running ones.
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
   * Removes a VM with its folder, but keeps the build's disk.
   *
   * @throws BuildException HOST when VirtualBox fails
   */
  public void remove(Machine leftover) {
    own.remove(leftover.vm());
  }

  /**
   * Removes the VMs whose settings are missing or damaged, which cannot run.
   *
   * @return their names in VirtualBox
   */
  public List<String> removeDamaged() {
    return own.forgetInaccessible();
  }
}
