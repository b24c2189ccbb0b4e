package dev.casement.hypervisor.virtualbox;

import dev.casement.files.Directories;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds and removes the VMs that Casement created in one base folder.
 *
 * <p>A VM is Casement's when it is in {@link VBoxCommands#GROUP} and its settings are below the
 * folder. createvm sets both at once, so every VM of Casement has both. All other VMs are left
 * alone.
 */
final class OwnMachines {
  private static final Pattern LISTED = Pattern.compile("\"(.*)\" \\{([0-9a-f-]{36})}");

  /** How an inaccessible VM is shown; source: VirtualBox, VBoxManageInfo.cpp, showVMInfo. */
  private static final Pattern INACCESSIBLE =
      Pattern.compile("Name: +<inaccessible!?>\nUUID: +([0-9a-f-]{36})\nConfig file: +(.*)\n");

  private static final Pattern USER = Pattern.compile("(?m)^ +(.+) \\(UUID: [0-9a-f-]{36}\\)");

  /** Time for VirtualBox to close the disks. */
  private static final Duration END = Duration.ofSeconds(45);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final VBoxManage manage;
  private final Path baseFolder;
  private final Path group;

  /**
   * @param baseFolder Casement's own, in the work directory that also has its builds' disks
   */
  OwnMachines(VBoxManage manage, Path baseFolder) {
    this.manage = manage;
    this.baseFolder = baseFolder.toAbsolutePath().normalize();
    this.group = Path.of(this.baseFolder + VBoxCommands.GROUP);
  }

  /** The VMs that exist and that VirtualBox can read. */
  List<VmInfo> all() {
    List<VmInfo> own = new ArrayList<>();
    for (String line : (Iterable<String>) manage.ok(List.of("list", "vms")).lines()::iterator) {
      Matcher matcher = LISTED.matcher(line);
      // VirtualBox cannot describe an inaccessible VM, whoever created it.
      if (matcher.matches() && !matcher.group(1).startsWith("<inaccessible")) {
        manage.info(matcher.group(2)).filter(this::isOwn).ifPresent(own::add);
      }
    }
    return own;
  }

  /**
   * Removes the VMs whose settings are missing or damaged. VirtualBox knows only where the settings
   * were: those below Casement's group folder are Casement's.
   *
   * @return their names
   */
  List<String> forgetInaccessible() {
    List<String> forgotten = new ArrayList<>();
    Matcher matcher = INACCESSIBLE.matcher(manage.ok(List.of("list", "vms", "--long")));
    while (matcher.find()) {
      Path settings = Path.of(matcher.group(2).strip()).normalize();
      if (settings.startsWith(group)) {
        manage.ok(List.of("unregistervm", matcher.group(1)));
        deleteFolder(settings.resolveSibling(""));
        forgotten.add(String.valueOf(settings.getFileName()).replaceFirst("\\.vbox$", ""));
      }
    }
    return forgotten;
  }

  /**
   * Deletes the remains of a VM that VirtualBox cannot read or no longer knows; createvm would take
   * them for the settings of another VM.
   */
  void deleteRemains(String name) {
    Path folder = group.resolve(name);
    if (Files.exists(folder)) {
      forgetInaccessible();
      deleteFolder(folder);
    }
  }

  /** Deletes a VM's folder with its contents, if it is one of Casement's. */
  private void deleteFolder(Path folder) {
    if (!folder.startsWith(group) || folder.equals(group) || !Files.exists(folder)) {
      return;
    }
    try {
      Directories.deleteTree(folder);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST, folder + " cannot be deleted: " + e, "delete it by hand", e);
    }
  }

  /** The names of the VMs that use a medium, from the output of {@code showmediuminfo}. */
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
    return info.get("groups").equals(VBoxCommands.GROUP)
        && Path.of(info.get("CfgFile")).normalize().startsWith(baseFolder);
  }

  /**
   * Removes the VM of this name if a killed build left it: if the build's disk is in it, or it has
   * no disk yet.
   *
   * @param directory the build's
   * @return whether there was one
   * @throws BuildException HOST when there is another VM of this name
   */
  boolean removeLeftover(String name, Path directory) {
    Path files = directory.toAbsolutePath().normalize();
    boolean left = manage.info(name).filter(info -> isOwn(info) && isOf(files, info)).isPresent();
    if (left) {
      remove(name);
    } else {
      requireFree(name);
    }
    return left;
  }

  /** Unlike the VM of a script, whose disk is elsewhere. */
  private static boolean isOf(Path directory, VmInfo info) {
    return info.drives().isEmpty()
        ? !info.isLocked()
        : info.drives().stream().anyMatch(drive -> isBelow(directory, drive));
  }

  /**
   * Fails when there is a VM of this name, whoever created it.
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
            ? "VirtualBox still has the VM " + name + " of an interrupted run"
            : "VirtualBox already has a VM named " + name + ": " + taken.get().get("CfgFile"),
        isOwn(taken.get())
            ? "remove it: casement clean"
            : "remove or rename it, or give the recipe another name");
  }

  /**
   * Switches a VM off if necessary, ejects its media and removes it with its folder. The media are
   * kept, except the small disk that was created with the VM. Does nothing when no VM of this name
   * exists, or when it is not Casement's.
   *
   * @throws BuildException HOST when VirtualBox fails
   */
  void remove(String vm) {
    try {
      if (manage.info(vm).filter(this::isOwn).isPresent()) {
        switchOff(vm).ifPresent(info -> remove(vm, info));
      }
    } catch (BuildException e) {
      throw new BuildException(
          e.failure(),
          "the VM " + vm + " is still there: " + e.what(),
          "remove it: casement clean",
          e);
    }
  }

  private void remove(String vm, VmInfo info) {
    if (info.isSaved()) {
      manage.ok(List.of("discardstate", vm));
    }
    Path folder = Path.of(info.get("CfgFile")).normalize().resolveSibling("");
    List<VmInfo.Drive> others =
        info.drives().stream().filter(drive -> !isBelow(folder, drive)).toList();
    for (VmInfo.Drive drive : others) {
      // A medium still in a drive would be deleted with the VM.
      manage.ok(VBoxCommands.detach(vm, drive.controller(), drive.port(), drive.device()));
    }
    manage.ok(VBoxCommands.unregister(vm));
    for (VmInfo.Drive drive : others) {
      if (drive.medium().endsWith(".vdi") && isBelow(baseFolder.resolveSibling(""), drive)) {
        // Unregisters the disk, which may be unregistered already.
        manage.run(List.of("closemedium", "disk", drive.medium()));
      }
    }
    deleteFolder(folder);
  }

  private static boolean isBelow(Path folder, VmInfo.Drive drive) {
    return Path.of(drive.medium()).normalize().startsWith(folder);
  }

  /**
   * Switches the VM off and waits until no process holds it; returns its info then, if it still
   * exists.
   */
  private Optional<VmInfo> switchOff(String vm) {
    long deadline = System.nanoTime() + END.toNanos();
    while (true) {
      Optional<VmInfo> info = manage.info(vm);
      if (info.isEmpty() || !info.get().isLocked()) {
        return info;
      }
      if (System.nanoTime() > deadline) {
        throw new BuildException(
            Failure.HOST,
            "its process (VBoxHeadless) does not end",
            "end the process, then remove the VM: casement clean");
      }
      // Fails while the VM is starting or stopping, and is then retried.
      manage.run(List.of("controlvm", vm, "poweroff"));
      manage.pause(BETWEEN_LOOKS);
    }
  }
}
