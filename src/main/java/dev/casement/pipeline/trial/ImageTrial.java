package dev.casement.pipeline.trial;

import dev.casement.disk.VirtualDisk;
import dev.casement.files.LockFile;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.BuildLock;
import dev.casement.pipeline.engine.Deadline;
import dev.casement.pipeline.engine.Leftovers;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Scope;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.Workspace;
import dev.casement.report.BuildException;
import dev.casement.report.BuildListener;
import dev.casement.report.Failure;
import dev.casement.units.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Boots an image outside of a build. One at a time in each work directory; the logs of one that
 * failed stay there until the next.
 */
public final class ImageTrial {
  /** The name of the machine and of its directory; nobody's recipe is likely to have it. */
  public static final String NAME = "casement-trial-boot";

  private final Hypervisor hypervisor;
  private final BuildDirectories directories;
  private final Clock clock;
  private final BuildListener listener;

  /**
   * @param workDirectory where builds work, too
   * @param listener hears the progress
   */
  public ImageTrial(
      Hypervisor hypervisor, Path workDirectory, Clock clock, BuildListener listener) {
    this.hypervisor = hypervisor;
    this.directories = new BuildDirectories(workDirectory.resolve("builds"), NAME, workDirectory);
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Boots it as {@link TrialBoot#run} does.
   *
   * @param screenshot where to keep the last screen of a boot that went well
   * @throws BuildException as there; MISSING_TOOL when the hypervisor is not installed
   */
  public Trial run(
      TrialMachine machine, VirtualDisk image, TrialLimits limits, Optional<Path> screenshot) {
    hypervisor.engine();
    BuildDirectories.makePrivate(directories.builds());
    try (LockFile _ = BuildLock.acquire(directories.lock());
        Scope scope = new Scope()) {
      // Of a trial boot that was killed.
      hypervisor.removeLeftover(machine.name(), directories.work());
      Leftovers.end(directories);
      Workspace workspace = Workspace.create(directories);
      Trial trial = boot(machine, image, limits, context(limits, scope));
      if (screenshot.isPresent() && Files.exists(trial.screenshot())) {
        Files.copy(trial.screenshot(), screenshot.get(), StandardCopyOption.REPLACE_EXISTING);
      }
      workspace.close();
      return trial;
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "what the trial boot leaves cannot be written or deleted: " + e,
          "check permissions and space in " + directories.work(),
          e);
    }
  }

  private Trial boot(
      TrialMachine machine, VirtualDisk image, TrialLimits limits, StageContext context) {
    try {
      return new TrialBoot(hypervisor, directories).run(machine, image, limits, context);
    } catch (BuildException e) {
      Workspace.keep(directories);
      throw new BuildException(
          e.failure(),
          e.what(),
          e.remedy() + "; the last screen and the logs are in " + directories.logs(TrialBoot.RUN),
          e);
    }
  }

  private StageContext context(TrialLimits limits, Scope scope) {
    Limit limit = new Limit(limits.boot(), limits.remedy());
    return new StageContext(
        "TrialBoot",
        limit,
        clock.instant(),
        List.of(),
        scope,
        clock,
        Deadline.in(limit.time(), new SteadyClock(clock)),
        listener);
  }
}
