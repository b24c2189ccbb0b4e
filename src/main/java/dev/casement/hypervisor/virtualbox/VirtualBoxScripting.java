package dev.casement.hypervisor.virtualbox;

import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MediumHandle;
import dev.casement.hypervisor.Scripting;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * VirtualBox's machines by hand. They are there without VirtualBox, too, for the newest one, and
 * say so.
 */
final class VirtualBoxScripting implements Scripting {
  /**
   * What {@link VBoxManage#run} is, for a script; a service that has answered stays for a while.
   */
  private static final String PATIENT =
      """
      # VirtualBox's service ends some seconds after the last call, and refuses calls at that moment
      VBoxManage() {
        command VBoxManage list vms >/dev/null 2>&1 || sleep 2
        command VBoxManage "$@"
      }
      """;

  private final Supplier<VirtualBoxVersion> installed;
  private final BiFunction<MachineSpec, VirtualBoxVersion, VBoxCommands> boxes;
  private final boolean gui;

  /**
   * @param installed the version of this host; throws MISSING_TOOL where there is none
   * @param gui whether the VM gets a window
   */
  VirtualBoxScripting(
      Supplier<VirtualBoxVersion> installed,
      BiFunction<MachineSpec, VirtualBoxVersion, VBoxCommands> boxes,
      boolean gui) {
    this.installed = installed;
    this.boxes = boxes;
    this.gui = gui;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Only the serial port differs from Casement's machine: it leads into a file of the log
   * directory.
   */
  @Override
  public String start(MachineSpec machine, Path logDirectory) {
    return note() + Call.script(scripted(machine, logDirectory).upToStart()).stripTrailing();
  }

  @Override
  public DiskHandle disk(Path directory) {
    return FileHandles.of(VirtualBoxHypervisor.diskIn(directory));
  }

  @Override
  public MediumHandle medium(Path image) {
    return FileHandles.of(image);
  }

  @Override
  public VirtualDisk file(DiskHandle disk) {
    return FileHandles.file(disk);
  }

  /** {@inheritDoc} Every call from there on waits for a service that is about to end. */
  @Override
  public String createDisk(DiskHandle disk, DataSize size) {
    Path path = FileHandles.file(disk).path();
    return note() + PATIENT + Call.script(VirtualBoxHypervisor.newDisk(path, size));
  }

  @Override
  public String run(MachineSpec machine, Path logDirectory) {
    return scripted(machine, logDirectory).lines(machine.prompt().isPresent());
  }

  private ScriptedRun scripted(MachineSpec machine, Path logDirectory) {
    VirtualBoxVersion version = notHere().isPresent() ? VirtualBoxVersion.NEWEST : installed.get();
    VBoxCommands box = boxes.apply(machine, version);
    return new ScriptedRun(box, logDirectory, box.powerOn(gui));
  }

  private String note() {
    return notHere()
        .map(why -> "# For VirtualBox " + VirtualBoxVersion.NEWEST + "; here, " + why + "\n")
        .orElse("");
  }

  /** Why there is no VirtualBox to drive. */
  private Optional<String> notHere() {
    try {
      var _ = installed.get();
      return Optional.empty();
    } catch (BuildException e) {
      if (e.failure() == Failure.MISSING_TOOL) {
        return Optional.of(e.what());
      }
      throw e;
    }
  }
}
