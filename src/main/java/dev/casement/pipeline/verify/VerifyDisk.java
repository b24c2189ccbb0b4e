package dev.casement.pipeline.verify;

import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskException;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.StageProgress;
import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.pipeline.trial.Trial;
import dev.casement.pipeline.trial.TrialBoot;
import dev.casement.pipeline.trial.TrialLimits;
import dev.casement.pipeline.trial.TrialMachine;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildEvent;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Finding;
import dev.casement.report.Problems;
import dev.casement.verify.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;

/**
 * Checks the disk from outside, for use in any cloud and against the recipe, and boots a throw-away
 * copy of it if the recipe asks for that.
 *
 * <p>Fails with {@link Failure#VERIFY} on any error whose rule the recipe does not allow, and when
 * cloudbase-init does not do its work in the copy.
 */
public final class VerifyDisk implements Stage<GeneralizedDisk, VerifiedDisk> {
  private final Recipe recipe;
  private final Hypervisor hypervisor;
  private final BuildDirectories directories;

  public VerifyDisk(Recipe recipe, Hypervisor hypervisor, BuildDirectories directories) {
    this.recipe = recipe;
    this.hypervisor = hypervisor;
    this.directories = directories;
  }

  @Override
  public Limit limit() {
    Duration hostWork = Limit.HOST_WORK.time().plus(recipe.machine().hypervisor().transfer());
    return recipe.verify().boot()
        ? Limit.of("limits.boot", recipe.limits().boot().plus(hostWork))
        : new Limit(hostWork, Limit.HOST_WORK.remedy());
  }

  @Override
  public Optional<String> guestRun() {
    return recipe.verify().boot() ? Optional.of(TrialBoot.RUN) : Optional.empty();
  }

  public String summary() {
    return "check the disk from outside: "
        + Verification.rules().size()
        + " rules, none of which may find an error"
        + (recipe.verify().boot()
            ? "; boot a throw-away copy of it until cloudbase-init is done"
            : "");
  }

  @Override
  public VerifiedDisk run(GeneralizedDisk generalized, StageContext context) {
    Hypervisor told = hypervisor.reportingTo(new StageProgress(context));
    VirtualDisk disk = told.exportDisk(generalized.disk(), directories.work());
    Verification verification = verify(generalized, disk);
    context.tell(
        new BuildEvent.DiskVerified(
            context.clock().instant(),
            name(),
            Verification.rules().size(),
            verification.findings().stream().map(VerifyDisk::found).toList()));
    Problems problems = new Problems();
    for (Finding finding : verification.findings()) {
      if (finding.isError() && !recipe.verify().allows(finding.rule().id())) {
        problems.add(text(finding) + "; " + finding.rule().remedy());
      } else {
        context.warn((finding.isError() ? "allowed: " : "") + text(finding));
      }
    }
    problems.throwIfAny(
        Failure.VERIFY,
        "the disk has errors; it is kept as " + disk.path(),
        "build again without the cause; docs/verify.md explains each rule, and verify.allow in the"
            + " recipe lets one pass");
    return new VerifiedDisk(
        generalized,
        disk,
        verification.findings(),
        verification.inventory(),
        boot(generalized, disk, told, context));
  }

  private Optional<Trial> boot(
      GeneralizedDisk generalized, VirtualDisk disk, Hypervisor told, StageContext context) {
    if (!recipe.verify().boot()) {
      return Optional.empty();
    }
    TrialMachine machine =
        TrialMachine.of(recipe, generalized.source(), RecipeExpectations.bus(recipe));
    Trial trial =
        new TrialBoot(told, directories)
            .run(machine, disk, TrialLimits.of(recipe.limits()), context);
    trial.doubts().forEach(context::warn);
    keepScreenshot(trial);
    return Optional.of(trial);
  }

  private void keepScreenshot(Trial trial) {
    if (!Files.exists(trial.screenshot())) {
      return;
    }
    Path kept = directories.trialScreenshot();
    try {
      Files.createDirectories(directories.output());
      Files.copy(trial.screenshot(), kept, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          kept + " cannot be written: " + e,
          "check space and permissions there, or choose another place with --output",
          e);
    }
  }

  private Verification verify(GeneralizedDisk generalized, VirtualDisk disk) {
    try {
      return Verification.of(
          disk.path(), disk.format(), RecipeExpectations.of(recipe, generalized.source()));
    } catch (DiskException e) {
      throw new BuildException(
          Failure.VERIFY,
          disk.path() + " cannot be read: " + e.getMessage(),
          "check the health of the disk that holds --work-dir, and build again",
          e);
    }
  }

  private static BuildEvent.DiskVerified.Found found(Finding finding) {
    return new BuildEvent.DiskVerified.Found(
        finding.rule().id(), finding.severity(), finding.place(), finding.message());
  }

  private static String text(Finding finding) {
    return "%s: %s [%s]".formatted(finding.place(), finding.message(), finding.rule().id());
  }
}
