package dev.casement.pipeline.run;

import dev.casement.guest.Job;
import dev.casement.guest.Jobs;
import dev.casement.guest.SetupContent;
import dev.casement.guest.UpdatePlan;
import dev.casement.guest.UpdateRules;
import dev.casement.guest.UpdateSource;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.Authoring;
import dev.casement.pipeline.setup.BuildSecrets;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.pipeline.setup.SetupMediaWriter;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Updates;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** VM run 2: rounds of Windows updates from the recipe's sources, with their reboots. */
public final class UpdateWindows implements Stage<InstalledDisk, UpdatedDisk> {
  private final GuestRuns runs;
  private final SetupMediaWriter author;
  private final Recipe recipe;
  private final Secret password = BuildSecrets.newPassword();

  public UpdateWindows(GuestRuns runs, SetupMediaWriter author, Recipe recipe) {
    this.runs = runs;
    this.author = author;
    this.recipe = recipe;
  }

  @Override
  public Limit limit() {
    return Limit.of("limits.update", recipe.limits().update());
  }

  @Override
  public Optional<String> guestRun() {
    return Optional.of("update");
  }

  @Override
  public Optional<Skip<UpdatedDisk>> skip(InstalledDisk installed) {
    return recipe.updates().isNone()
        ? Optional.of(new Skip.Unneeded<>("updates: none", UpdatedDisk.withoutUpdates(installed)))
        : kept(installed)
            .map(
                kept ->
                    new Skip.Continued<>(kept.time(), new UpdatedDisk(installed.source(), kept)));
  }

  /** The checkpoint that makes the run unnecessary. */
  public Optional<Checkpoint> kept(InstalledDisk installed) {
    return runs.kept(origin(installed));
  }

  public String summary() {
    Updates updates = recipe.updates();
    if (updates.isNone()) {
      return "skipped: updates: none";
    }
    List<String> sources = new ArrayList<>();
    updates.packages().ifPresent(directory -> sources.add("update packages of " + directory));
    updates
        .server()
        .map(
            server ->
                switch (server) {
                  case UpdateSource.MicrosoftUpdate() -> "updates from Microsoft Update";
                  case UpdateSource.Wsus(var address) -> "updates from " + address;
                })
        .ifPresent(sources::add);
    return "VM run 2: " + String.join(", then ", sources);
  }

  @Override
  public UpdatedDisk run(InstalledDisk installed, StageContext context) {
    SetupMedia media = media(installed.source(), author::write);
    Checkpoint updated =
        runs.run(new GuestRun(media, network(), false), origin(installed), context);
    UpdateOutcome.warnings(updated.reports().getLast()).forEach(context::warn);
    return new UpdatedDisk(installed.source(), updated);
  }

  private Origin origin(InstalledDisk installed) {
    Checkpoint before = installed.checkpoint();
    return Origin.of(key(installed), before, runs.base(name(), before), password);
  }

  CheckpointKey key(InstalledDisk installed) {
    WindowsSource source = installed.source();
    Sha256 content = media(source, author::digest);
    return new RunKeys(recipe).next(name(), source, network(), content, installed.checkpoint());
  }

  /** The network of the run, which must reach an update server if there is one. */
  public Network network() {
    return recipe.updates().server().isPresent() ? Network.OUTBOUND : recipe.machine().network();
  }

  public <T> T media(WindowsSource source, Authoring<T> authoring) {
    List<Path> packages =
        recipe.updates().packages().map(UpdateWindows::packages).orElse(List.of());
    UpdatePlan plan =
        new UpdatePlan(
            source.release(),
            !packages.isEmpty(),
            recipe.updates().server(),
            new UpdateRules(
                recipe.limits().updateRounds(),
                recipe.limits().oneUpdate(),
                recipe.updates().excluded(),
                recipe.updates().onFailure()),
            recipe.cleanUp().components());
    Job job =
        Jobs.update(BuildSecrets.newToken(), plan)
            .withinResets(recipe.limits().resets())
            .lingering(recipe.machine().hypervisor().linger());
    return authoring.author(source, job, SetupContent.update(job, packages).withPassword(password));
  }

  /**
   * The update packages in this directory, by name.
   *
   * @throws BuildException RECIPE when there are none
   */
  public static List<Path> packages(Path directory) {
    try (var files = Files.list(directory)) {
      List<Path> packages = files.filter(UpdateWindows::isPackage).sorted().toList();
      if (!packages.isEmpty()) {
        return packages;
      }
    } catch (IOException e) {
      throw noPackages(directory + " cannot be read: " + e.getMessage());
    }
    throw noPackages("there are no .msu or .cab files in " + directory);
  }

  private static BuildException noPackages(String why) {
    return new BuildException(
        Failure.RECIPE, "updates.packages: " + why, "add update packages, or set updates: none");
  }

  private static boolean isPackage(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".msu") || name.endsWith(".cab");
  }
}
