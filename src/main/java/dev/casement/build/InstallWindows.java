package dev.casement.build;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import java.nio.file.Path;
import java.time.Duration;

/** VM run 1: Windows Setup onto an empty disk, up to the end of the first logon's steps. */
final class InstallWindows implements Stage<SetupMedia, InstalledDisk> {
  private final GuestRuns runs;
  private final QemuImg qemuImg;
  private final Path disk;
  private final Recipe recipe;

  InstallWindows(GuestRuns runs, QemuImg qemuImg, Path disk, Recipe recipe) {
    this.runs = runs;
    this.qemuImg = qemuImg;
    this.disk = disk;
    this.recipe = recipe;
  }

  @Override
  public Duration limit() {
    return recipe.limits().install();
  }

  @Override
  public InstalledDisk run(SetupMedia media, StageContext context) {
    qemuImg.create(disk, DiskFormat.QCOW2, recipe.machine().disk());
    VirtualDisk virtualDisk = new VirtualDisk(disk, DiskFormat.QCOW2);
    GuestReport report = runs.run(media, virtualDisk, recipe.machine().network(), true, context);
    return new InstalledDisk(media.source(), virtualDisk, report);
  }
}
