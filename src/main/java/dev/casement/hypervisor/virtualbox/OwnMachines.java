package dev.casement.hypervisor.virtualbox;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The VMs that Casement has made in one base folder, and how they are removed.
 *
 * <p>A VM is one of them when it is in {@link VirtualBoxMachine#GROUP} and its settings are below
 * the folder. createvm sets both at once, so there is never a VM of ours without its mark; any
 * other VM is left alone.
 */
final class OwnMachines {
  private static final Pattern LISTED = Pattern.compile("\"(.*)\" \\{([0-9a-f-]{36})}");

  /** VirtualBox's source, VBoxManageInfo.cpp, showVMInfo: what it says of one it cannot read. */
  private static final Pattern INACCESSIBLE =
      Pattern.compile("Name: +<inaccessible!?>\nUUID: +([0-9a-f-]{36})\nConfig file: +(.*)\n");

  private static final Pattern USER = Pattern.compile("(?m)^ +(.+) \\(UUID: [0-9a-f-]{36}\\)");

  /** VirtualBox closes the disks meanwhile. */
  private static final Duration END = Duration.ofMinutes(1);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final VBoxManage manage;
  private final Path baseFolder;

  OwnMachines(VBoxManage manage, Path baseFolder) {
    this.manage = manage;
    this.baseFolder = baseFolder.toAbsolutePath().normalize();
  }

  /** What VirtualBox knows of those that are there. */
  List<VmInfo> all() {
    List<VmInfo> own = new ArrayList<>();
    for (String line : (Iterable<String>) manage.ok(List.of("list", "vms")).lines()::iterator) {
      Matcher matcher = LISTED.matcher(line);
      if (matcher.matches()) {
        manage.info(matcher.group(2)).filter(this::isOwn).ifPresent(own::add);
      }
    }
    return own;
  }

  /**
   * Removes the VMs whose settings are gone or damaged, of which VirtualBox knows no more than
   * where the settings were: below the folder of our group they are ours.
   *
   * @return their names
   */
  List<String> forgetInaccessible() {
    List<String> forgotten = new ArrayList<>();
    Matcher matcher = INACCESSIBLE.matcher(manage.ok(List.of("list", "vms", "--long")));
    while (matcher.find()) {
      Path settings = Path.of(matcher.group(2).strip()).normalize();
      Path group = Path.of(baseFolder + VirtualBoxMachine.GROUP);
      if (settings.startsWith(group)) {
        manage.ok(List.of("unregistervm", matcher.group(1)));
        forgotten.add(String.valueOf(settings.getFileName()).replaceFirst("\\.vbox$", ""));
      }
    }
    return forgotten;
  }

  /** The names of the VMs that have a medium, from what {@code showmediuminfo} says of it. */
  static List<String> usersOf(String mediumInfo) {
    int start = mediumInfo.indexOf("In use by VMs:");
    return start < 0
        ? List.of()
        : USER.matcher(mediumInfo.substring(start).replace("In use by VMs:", ""))
            .results()
            .map(match -> match.group(1))
            .toList();
  }

  boolean isOwn(VmInfo info) {
    return info.get("groups").equals(VirtualBoxMachine.GROUP)
        && Path.of(info.get("CfgFile")).normalize().startsWith(baseFolder);
  }

  /**
   * Fails when there is a VM of this name, whoever made it.
   *
   * @throws BuildException HOST
   */
  void requireFree(String name) {
    Optional<VmInfo> taken = manage.info(name);
    if (taken.isEmpty()) {
      return;
    }
    throw new BuildException(
        Failure.HOST,
        isOwn(taken.get())
            ? "VirtualBox still has the VM " + name + " of a build that was cut short"
            : "VirtualBox has a VM named " + name + " already: " + taken.get().get("CfgFile"),
        isOwn(taken.get())
            ? "remove it: casement clean"
            : "remove or rename it, or give the recipe another name:");
  }

  /**
   * Switches a VM off if need be, takes its media out and removes it with its folder; the media
   * stay, but for the small disk that was made with the VM. Does nothing when there is none of this
   * name, or when it is not ours.
   *
   * @throws BuildException HOST when VirtualBox does not do it
   */
  void remove(String vm) {
    Optional<VmInfo> found = manage.info(vm).filter(this::isOwn);
    if (found.isEmpty()) {
      return;
    }
    VmInfo info = switchOff(vm);
    if (info.isSaved()) {
      manage.ok(List.of("discardstate", vm));
    }
    for (VmInfo.Drive drive : info.drives()) {
      // What is still in a drive would be deleted with the VM.
      manage.ok(VirtualBoxMachine.detach(vm, drive.controller(), drive.port(), drive.device()));
    }
    manage.ok(VirtualBoxMachine.unregister(vm));
    for (VmInfo.Drive drive : info.drives()) {
      if (drive.medium().endsWith("/" + VirtualBoxMachine.DRIVER_DISK)) {
        manage.ok(VirtualBoxMachine.deleteDisk(drive.medium()));
      } else if (drive.medium().endsWith(".vdi")) {
        // Forgets it; it may be forgotten already.
        manage.run(List.of("closemedium", "disk", drive.medium()));
      }
    }
  }

  /** Does so until no process holds the VM; what VirtualBox knows of it then. */
  private VmInfo switchOff(String vm) {
    long deadline = System.nanoTime() + END.toNanos();
    while (true) {
      Optional<VmInfo> info = manage.info(vm);
      if (info.isPresent() && !info.get().isLocked()) {
        return info.get();
      }
      if (System.nanoTime() > deadline) {
        throw new BuildException(
            Failure.HOST,
            "VirtualBox does not let go of the VM " + vm,
            "end its process (VBoxHeadless), then remove it: casement clean");
      }
      // Fails while the VM is starting or about to be off, and is tried again.
      manage.run(List.of("controlvm", vm, "poweroff"));
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BuildException(
            Failure.CANCELLED,
            "cancelled while the VM " + vm + " was being removed",
            "remove it: casement clean",
            e);
      }
    }
  }
}
