package dev.casement.pipeline.verify;

import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskException;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Finding;
import dev.casement.report.Problems;
import dev.casement.verify.Verification;

/**
 * Checks the disk before it is booted, for use in any cloud and against the recipe.
 *
 * <p>Fails with {@link Failure#VERIFY} on any error whose rule the recipe does not allow.
 */
public final class VerifyDisk implements Stage<GeneralizedDisk, VerifiedDisk> {
  private final Recipe recipe;

  public VerifyDisk(Recipe recipe) {
    this.recipe = recipe;
  }

  @Override
  public Limit limit() {
    return Limit.HOST_WORK;
  }

  public String summary() {
    return "check the disk from outside: "
        + Verification.rules().size()
        + " rules, none of which may find an error";
  }

  @Override
  public VerifiedDisk run(GeneralizedDisk disk, StageContext context) {
    Verification verification = verify(disk);
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
        "the disk is not good (it is kept as " + disk.disk().path() + ")",
        "build again without the cause; docs/verify.md explains each rule, and verify.allow in the"
            + " recipe lets one pass");
    return new VerifiedDisk(disk, verification.findings(), verification.inventory());
  }

  private Verification verify(GeneralizedDisk generalized) {
    VirtualDisk disk = generalized.disk();
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

  private static String text(Finding finding) {
    return "%s: %s [%s]".formatted(finding.place(), finding.message(), finding.rule().id());
  }
}
