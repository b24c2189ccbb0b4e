package dev.casement.hypervisor.virtualbox;

import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.Scripting;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * VBoxManage commands for running machines by hand. Without an installed VirtualBox they are those
 * for the newest known version, and say so.
 */
final class VirtualBoxScripting implements Scripting {
  /**
   * The equivalent of {@link VBoxManage#run} in a script: a call starts the service, which stays
   * for a while.
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
   * @param installed returns the installed version; throws MISSING_TOOL where there is none
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
   * <p>The machine differs from Casement's only in its serial port, which goes to a file in the log
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

  /** {@inheritDoc} From there on, every call waits for a service that is about to exit. */
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

  /** Why VirtualBox cannot be used, or empty. */
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
