package dev.casement.build;

import dev.casement.guest.Job;
import dev.casement.guest.Jobs;
import dev.casement.guest.SetupContent;
import dev.casement.guest.UpdateSource;
import dev.casement.hypervisor.Machine.Network;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** VM run 2: rounds of Windows updates and their reboots, from where the recipe says. */
final class UpdateWindows implements Stage<InstalledDisk, UpdatedDisk> {
  private final GuestRuns runs;
  private final SetupMediaAuthor author;
  private final Recipe recipe;

  UpdateWindows(GuestRuns runs, SetupMediaAuthor author, Recipe recipe) {
    this.runs = runs;
    this.author = author;
    this.recipe = recipe;
  }

  @Override
  public Duration limit() {
    return recipe.limits().update();
  }

  @Override
  public UpdatedDisk run(InstalledDisk installed, StageContext context) {
    return switch (recipe.updates()) {
      case Recipe.Updates.None() -> UpdatedDisk.withoutUpdates(installed);
      case Recipe.Updates.MicrosoftUpdate() ->
          update(installed, new UpdateSource.MicrosoftUpdate(), List.of(), context);
      case Recipe.Updates.Wsus(var server) ->
          update(installed, new UpdateSource.Wsus(server), List.of(), context);
      case Recipe.Updates.Packages(Path directory) ->
          update(installed, new UpdateSource.Packages(), packages(directory), context);
    };
  }

  private UpdatedDisk update(
      InstalledDisk installed, UpdateSource source, List<Path> packages, StageContext context) {
    Job job =
        Jobs.update(
            BuildSecrets.newToken(),
            installed.source().release(),
            source,
            recipe.limits().updateRounds(),
            recipe.cleanUp().components());
    SetupMedia media = author.write(installed.source(), job, SetupContent.update(job, packages));
    Network network =
        source instanceof UpdateSource.Packages ? recipe.machine().network() : Network.OUTBOUND;
    GuestReport report = runs.run(media, installed.disk(), network, false, context);
    return new UpdatedDisk(
        installed.source(), installed.disk(), List.of(installed.report(), report));
  }

  private static List<Path> packages(Path directory) {
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
        Failure.RECIPE,
        "updates.packages: " + why,
        "put update packages there, or set updates: none");
  }

  private static boolean isPackage(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".msu") || name.endsWith(".cab");
  }
}
