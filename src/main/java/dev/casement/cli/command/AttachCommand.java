package dev.casement.cli.command;

import dev.casement.cli.console.LastWords;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.ErrorReport;
import dev.casement.cli.output.ProgressListener;
import dev.casement.cli.output.ProgressOptions;
import dev.casement.pipeline.events.RunningBuilds;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildEvent.BuildFailed;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what a running build shows. */
@picocli.CommandLine.Command(
    name = "attach",
    description = {
      "Show the progress of a build that is running in another process, from its beginning, until"
          + " it ends; then exit as it did.",
      "Ctrl-C ends this command and leaves the build alone."
    },
    sortOptions = false)
final class AttachCommand implements Command {
  @Parameters(paramLabel = "NAME", description = "The build, by the name of its recipe.")
  private String name = "";

  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private ProgressOptions progress = new ProgressOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    RunningBuilds builds = new RunningBuilds(work.directory());
    LastWords lastWords;
    Optional<BuildEvent> last;
    try (ProgressListener shown = progress.listener(surroundings)) {
      lastWords = new LastWords(shown);
      last = builds.follow(name, lastWords);
    }
    if (last.isEmpty()) {
      throw new BuildException(
          Failure.HOST,
          "the build " + name + " was killed: it has ended without saying why",
          "casement clean removes what it has left; the next build continues from its checkpoints");
    }
    if (last.get() instanceof BuildFailed failed) {
      return new ErrorReport(surroundings.err(), common.debug())
          .show(
              new BuildException(failed.failure(), failed.message(), failed.remedy()),
              Optional.of(failed),
              lastWords.stageElapsed());
    }
    return 0;
  }
}
