package dev.casement.pipeline.run;

import dev.casement.guest.GeneralizePlan;
import dev.casement.guest.Job;
import dev.casement.guest.Jobs;
import dev.casement.guest.SetupContent;
import dev.casement.guest.UserStep;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.AnswerFileAuthor;
import dev.casement.pipeline.setup.Authoring;
import dev.casement.pipeline.setup.BuildSecrets;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.pipeline.setup.SetupMediaWriter;
import dev.casement.pipeline.setup.UserSteps;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.UserScript;
import dev.casement.report.Secret;
import dev.casement.unattend.AnswerFileXml;
import dev.casement.units.Sha256;
import java.util.List;
import java.util.Optional;

/** VM run 3: cloudbase-init, the user's scripts, sysprep. */
public final class GeneralizeWindows implements Stage<UpdatedDisk, GeneralizedDisk> {
  private final GuestRuns runs;
  private final SetupMediaWriter author;
  private final Recipe recipe;
  private final Secret password = BuildSecrets.newPassword();

  public GeneralizeWindows(GuestRuns runs, SetupMediaWriter author, Recipe recipe) {
    this.runs = runs;
    this.author = author;
    this.recipe = recipe;
  }

  @Override
  public Limit limit() {
    return Limit.of("limits.generalize", recipe.limits().generalize());
  }

  @Override
  public Optional<String> guestRun() {
    return Optional.of("generalize");
  }

  public String summary() {
    return "VM run 3: settings%s%s, clean-up, sysprep"
        .formatted(
            recipe.media().cloudbaseInit().isPresent() ? ", cloudbase-init" : "",
            UserSteps.summary(recipe, UserScript.When.BEFORE_SYSPREP));
  }

  @Override
  public Optional<Skip<GeneralizedDisk>> skip(UpdatedDisk updated) {
    return kept(updated)
        .map(kept -> new Skip.Continued<>(kept.time(), disk(updated.source(), kept)));
  }

  /** The checkpoint that makes the run unnecessary. */
  public Optional<Checkpoint> kept(UpdatedDisk updated) {
    return runs.kept(origin(updated));
  }

  @Override
  public GeneralizedDisk run(UpdatedDisk updated, StageContext context) {
    SetupMedia media = media(updated.source(), author::write);
    GuestRun run = new GuestRun(media, recipe.machine().network(), false);
    Checkpoint generalized = runs.run(run, origin(updated), context);
    BootSignature.warning(generalized.reports().getLast()).ifPresent(context::warn);
    return disk(updated.source(), generalized);
  }

  private GeneralizedDisk disk(WindowsSource source, Checkpoint generalized) {
    return new GeneralizedDisk(source, generalized.disk(), generalized.reports());
  }

  private Origin origin(UpdatedDisk updated) {
    return Origin.of(key(updated), updated.checkpoint(), updated.checkpoint(), password);
  }

  CheckpointKey key(UpdatedDisk updated) {
    WindowsSource source = updated.source();
    Sha256 content = media(source, author::digest);
    return new RunKeys(recipe)
        .next(name(), source, recipe.machine().network(), content, updated.checkpoint());
  }

  public <T> T media(WindowsSource source, Authoring<T> authoring) {
    List<UserStep> userSteps = UserSteps.of(recipe, UserScript.When.BEFORE_SYSPREP);
    Optional<SetupContent.CloudbaseInit> cloudbaseInit = cloudbaseInit(source);
    GeneralizePlan plan =
        new GeneralizePlan(
            source.release(),
            source.firmware(),
            cloudbaseInit.map(SetupContent.CloudbaseInit::settings),
            userSteps,
            recipe.settings(),
            recipe.cleanUp());
    Job job =
        Jobs.generalize(BuildSecrets.newToken(), plan)
            .withinResets(recipe.limits().resets())
            .lingering(recipe.machine().hypervisor().linger());
    // Setup caches its answer file and sysprep would reuse it: the job names the new one
    // explicitly.
    String answerFile = AnswerFileXml.write(new AnswerFileAuthor(recipe).generalize(source));
    return authoring.author(
        source,
        job,
        SetupContent.generalize(job, answerFile, cloudbaseInit, userSteps).withPassword(password));
  }

  private Optional<SetupContent.CloudbaseInit> cloudbaseInit(WindowsSource source) {
    return source
        .media()
        .cloudbaseInit()
        .map(msi -> new SetupContent.CloudbaseInit(msi.path(), recipe.cloudbaseInit()));
  }
}
