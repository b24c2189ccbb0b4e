package dev.casement.pipeline.run;

import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.recipe.Recipe;
import java.time.Duration;

/** VM run 1: Windows Setup onto an empty disk, up to the end of the first logon's steps. */
public final class InstallWindows implements Stage<SetupMedia, InstalledDisk> {
  private final GuestRuns runs;
  private final Hypervisor hypervisor;
  private final BuildDirectories directories;
  private final Recipe recipe;

  public InstallWindows(
      GuestRuns runs, Hypervisor hypervisor, BuildDirectories directories, Recipe recipe) {
    this.runs = runs;
    this.hypervisor = hypervisor;
    this.directories = directories;
    this.recipe = recipe;
  }

  @Override
  public Duration limit() {
    return recipe.limits().install();
  }

  @Override
  public InstalledDisk run(SetupMedia media, StageContext context) {
    VirtualDisk virtualDisk = directories.disk(hypervisor.diskFormat());
    hypervisor.createDisk(virtualDisk, recipe.machine().disk());
    GuestRun run = new GuestRun(media, recipe.machine().network(), true);
    GuestReport report = runs.run(run, virtualDisk, context);
    return new InstalledDisk(media.source(), virtualDisk, report);
  }
}
