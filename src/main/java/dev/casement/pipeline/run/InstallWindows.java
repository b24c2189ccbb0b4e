package dev.casement.pipeline.run;

import dev.casement.guest.OptionalPlan;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.AuthorSetupMedia;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.pipeline.setup.UserSteps;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.UserScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * VM run 1: Windows Setup onto an empty disk, or the first start of a copy of the base image; up to
 * the end of the first logon's steps.
 */
public final class InstallWindows implements Stage<SetupMedia, InstalledDisk> {
  private final GuestRuns runs;
  private final AuthorSetupMedia author;
  private final Recipe recipe;

  /**
   * @param author has written the media of the run
   */
  public InstallWindows(GuestRuns runs, AuthorSetupMedia author, Recipe recipe) {
    this.runs = runs;
    this.author = author;
    this.recipe = recipe;
  }

  @Override
  public Limit limit() {
    return Limit.of("limits.install", recipe.limits().install());
  }

  @Override
  public Optional<String> guestRun() {
    return Optional.of("install");
  }

  /**
   * @param firstBoot a clause about how the install medium is booted
   */
  public String summary(WindowsSource source, String firstBoot) {
    return "VM run 1: %s %s (%s) with %s firmware, drivers%s%s%s"
        .formatted(
            source.base().isPresent() ? "start from an image of" : "install",
            source.release().displayName(),
            source.image().edition(),
            source.firmware(),
            optionals(source.optionals()),
            UserSteps.summary(recipe, UserScript.When.FIRST_LOGON),
            firstBoot);
  }

  private static String optionals(OptionalPlan plan) {
    List<String> parts = new ArrayList<>();
    plan.languages().forEach(language -> parts.add("language " + language.name()));
    plan.capabilities().forEach(capability -> parts.add(capability.name()));
    parts.addAll(plan.features());
    return parts.stream().map(part -> ", " + part).collect(Collectors.joining());
  }

  @Override
  public Optional<Skip<InstalledDisk>> skip(SetupMedia media) {
    return kept(media.source())
        .map(kept -> new Skip.Continued<>(kept.time(), new InstalledDisk(media.source(), kept)));
  }

  /** The checkpoint that makes the run unnecessary. */
  public Optional<Checkpoint> kept(WindowsSource source) {
    return runs.kept(origin(source));
  }

  @Override
  public InstalledDisk run(SetupMedia media, StageContext context) {
    GuestRun run = new GuestRun(media, recipe.machine().network(), true);
    return new InstalledDisk(media.source(), runs.run(run, origin(media.source()), context));
  }

  private Origin origin(WindowsSource source) {
    return Origin.first(key(source), author.imageCopy(source), author.password());
  }

  CheckpointKey key(WindowsSource source) {
    return new RunKeys(recipe).first(name(), source, author.digest(source));
  }
}
