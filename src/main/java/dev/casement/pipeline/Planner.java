package dev.casement.pipeline;

import dev.casement.hypervisor.BootPrompt;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.hypervisor.Scripting;
import dev.casement.media.DriverMedia;
import dev.casement.media.author.BootMode;
import dev.casement.pipeline.BuildPlan.PlannedStage;
import dev.casement.pipeline.BuildStages.Outlook;
import dev.casement.pipeline.acquire.Downloads;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.checkpoint.Continuation;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.inspect.InspectMedia;
import dev.casement.pipeline.inspect.StartMedium;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.output.PublishPreview;
import dev.casement.pipeline.output.ResolvedRecipe;
import dev.casement.pipeline.run.FirstBoot;
import dev.casement.pipeline.run.GeneralizeWindows;
import dev.casement.pipeline.run.GuestRun;
import dev.casement.pipeline.run.InstallWindows;
import dev.casement.pipeline.run.InstalledDisk;
import dev.casement.pipeline.run.UpdateWindows;
import dev.casement.pipeline.run.UpdatedDisk;
import dev.casement.pipeline.setup.Authoring;
import dev.casement.pipeline.setup.SetupMedia;
import dev.casement.process.CommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.Location;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Start;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.unattend.AnswerFileXml;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Works out what a build would do. Media may be missing on this host if the recipe names the
 * release; the plan then lists what was assumed.
 */
final class Planner {
  private final Recipe recipe;
  private final BuildOptions options;
  private final Hypervisor hypervisor;
  private final CommandRunner commands;
  private final BuildDirectories directories;
  private final BuildStages stages;
  private final MediaCatalogue catalogue;
  private Optional<DriverMedia> driverMedia = Optional.empty();
  private final List<String> assumptions = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Planner(
      Recipe recipe,
      BuildOptions options,
      Services services,
      BuildDirectories directories,
      Checkpoints checkpoints) {
    this.recipe = recipe;
    this.options = options;
    this.hypervisor = services.hypervisor();
    this.commands = services.commands();
    this.directories = directories;
    this.catalogue = MediaCatalogue.of(recipe.media());
    this.stages =
        new BuildStages(
            recipe,
            options,
            services,
            directories,
            new Continuation(checkpoints, new Reuse.Newest(), List.of()));
  }

  BuildPlan plan() {
    WindowsSource source = source();
    // What would be continued depends on the content of the media.
    Map<String, Instant> kept = assumptions.isEmpty() ? kept(source) : Map.of();
    FirstBoot.leftOpen(source).ifPresent(assumptions::add);
    SetupMedia setup = stages.authorSetupMedia().layOut(source);
    stages.authorSetupMedia().imageCopy(source);
    Optional<BootPrompt> prompt = FirstBoot.prompt(source);
    return new BuildPlan(
        ResolvedRecipe.of(recipe, source),
        plannedStages(
            new Outlook(
                source,
                FirstBoot.summary(prompt, prompt.filter(hypervisor::awaitsKey).isPresent())),
            kept),
        AnswerFileXml.writeRedacted(stages.answerFile(source)),
        hypervisor.scripting().map(scripting -> firstCommand(scripting, setup)),
        new PublishPreview(recipe, source, driverMedia).form(options.casementVersion()),
        assumptions,
        Stream.concat(source.warnings().stream(), warnings.stream()).toList());
  }

  private String firstCommand(Scripting scripting, SetupMedia setup) {
    GuestRun run = new GuestRun(setup, recipe.machine().network(), true);
    MachineSpec machine =
        stages
            .machine()
            .of(
                run,
                scripting.disk(directories.work()),
                (image, sharing) -> scripting.medium(image));
    return scripting.start(machine, directories.logs("install"));
  }

  String script(boolean writeMedia) {
    Scripting scripting =
        hypervisor
            .scripting()
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.USAGE,
                        "there is no script for " + hypervisor.kind() + ": it has no commands",
                        "leave --script out, or name another hypervisor with --hypervisor"));
    if (recipe.media().start() instanceof Start.Base) {
      throw new BuildException(
          Failure.USAGE,
          "there is no script for a build from an image: it writes to the image's copy",
          "leave --script out, and run casement build");
    }
    WindowsSource source = source();
    if (writeMedia) {
      if (!assumptions.isEmpty()) {
        throw new BuildException(
            Failure.MEDIA,
            "the setup media cannot be written: " + assumptions.getFirst(),
            "put the media where the recipe says, or omit --write-media");
      }
      BuildDirectories.makePrivate(directories.work());
      BuildDirectories.makePrivate(directories.media());
    }
    Authoring<SetupMedia> authoring = writeMedia ? stages.author()::write : stages.author()::layOut;
    List<GuestRun> parts = new ArrayList<>();
    Network network = recipe.machine().network();
    parts.add(new GuestRun(stages.authorSetupMedia().media(source, authoring), network, true));
    if (!recipe.updates().isNone()) {
      UpdateWindows update = stages.updateWindows();
      parts.add(new GuestRun(update.media(source, authoring), update.network(), false));
    }
    parts.add(new GuestRun(stages.generalizeWindows().media(source, authoring), network, false));
    return new BuildScript(recipe, directories, hypervisor, scripting)
        .of(parts, options.casementVersion());
  }

  private WindowsSource source() {
    warnings.addAll(HostFiles.require(recipe, commands));
    warnings.addAll(catalogue.unaccepted(recipe.media()));
    Medium start = planned(recipe.media().start().source(), Files::isRegularFile);
    Media media =
        new Media(
            start,
            recipe
                .media()
                .drivers()
                .map(drivers -> planned(drivers.source(), Files::isRegularFile)),
            recipe.media().cloudbaseInit().map(source -> planned(source, Files::isRegularFile)),
            planned(recipe.media().moreDrivers()),
            planned(recipe.media().features()));
    InspectMedia inspect = new InspectMedia(recipe);
    Optional<StartMedium> read =
        Optional.of(start.path()).filter(Files::isRegularFile).map(inspect::read);
    driverMedia =
        media.drivers().map(Medium::path).filter(Files::isRegularFile).map(DriverMedia::inspect);
    return inspect.resolve(media, read.orElseGet(this::assumedMedium), driverMedia);
  }

  private StartMedium assumedMedium() {
    if (recipe.media().start() instanceof Start.Base) {
      throw new BuildException(
          Failure.MEDIA,
          "media.base: the image does not exist on this host",
          "put it where the recipe says, or run casement build once, which downloads it: a plan"
              + " assumes nothing about it");
    }
    return new StartMedium(
        List.of(assumedImage()), EnumSet.allOf(BootMode.class), false, Optional.empty());
  }

  /** Media that may be files or directories. */
  private List<Medium> planned(List<Source> sources) {
    return sources.stream().map(source -> planned(source, Files::exists)).toList();
  }

  private Medium planned(Source source, Predicate<Path> exists) {
    Path path =
        switch (source.location()) {
          case Location.LocalFile(Path file) -> file;
          case Location.Download download -> downloaded(download);
          case Location.Named named -> downloaded(catalogue.entry(named).downloads().getFirst());
        };
    if (!exists.test(path)) {
      assumptions.add(path + " does not exist; its contents are assumed from the recipe");
    }
    return new Medium(path.toString(), path, 0, BuildStages.digests(options).known(path));
  }

  private Path downloaded(Location.Download from) {
    return BuildStages.downloads(options).resolve(Downloads.name(from));
  }

  private WindowsImage assumedImage() {
    Release release =
        recipe
            .windows()
            .release()
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.MEDIA,
                        "the install medium does not exist",
                        "add it, or set windows.release in the recipe to plan without it"));
    ImageIndex index =
        recipe.windows().image().orElse(null) instanceof ImageSelector.ByIndex(int given)
            ? new ImageIndex(given)
            : new ImageIndex(1);
    String edition = assumedEdition(release);
    String name =
        recipe.windows().image().orElse(null) instanceof ImageSelector.ByName(var given)
            ? given
            : release.displayName() + " " + edition.toUpperCase(Locale.ROOT);
    assumptions.add(
        "image index %s, name \"%s\", edition %s, version %s"
            .formatted(index, name, edition, release.currentVersion()));
    return new WindowsImage(
        index,
        name,
        name,
        new EditionId(edition),
        recipe.windows().architecture().orElse(Architecture.AMD64),
        release.currentVersion(),
        release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
        List.of(recipe.windows().locale()),
        0);
  }

  /** Image names end in the edition: {@code Windows 7 PROFESSIONAL}. */
  private String assumedEdition(Release release) {
    String defaultEdition = release.usualEdition();
    return recipe
        .windows()
        .image()
        .map(
            selector ->
                switch (selector) {
                  case ImageSelector.ByEdition(String edition) -> edition;
                  case ImageSelector.ByIndex(int ignored) -> defaultEdition;
                  case ImageSelector.ByName(String name) -> lastWord(name);
                })
        .orElse(defaultEdition);
  }

  private static String lastWord(String name) {
    String stripped = name.strip();
    return stripped.substring(stripped.lastIndexOf(' ') + 1);
  }

  /** When the checkpoints were kept that make stages unnecessary, by stage. */
  private Map<String, Instant> kept(WindowsSource source) {
    Map<String, Instant> kept = new HashMap<>();
    InstallWindows install = stages.installWindows();
    UpdateWindows update = stages.updateWindows();
    GeneralizeWindows generalize = stages.generalizeWindows();
    Optional<InstalledDisk> installed =
        install.kept(source).map(checkpoint -> new InstalledDisk(source, checkpoint));
    installed.ifPresent(disk -> kept.put(install.name(), disk.checkpoint().time()));
    Optional<UpdatedDisk> updated = installed.flatMap(disk -> updated(update, disk));
    if (!recipe.updates().isNone()) {
      updated.ifPresent(disk -> kept.put(update.name(), disk.checkpoint().time()));
    }
    updated
        .flatMap(generalize::kept)
        .ifPresent(checkpoint -> kept.put(generalize.name(), checkpoint.time()));
    return kept;
  }

  private Optional<UpdatedDisk> updated(UpdateWindows update, InstalledDisk installed) {
    return recipe.updates().isNone()
        ? Optional.of(UpdatedDisk.withoutUpdates(installed))
        : update.kept(installed).map(checkpoint -> new UpdatedDisk(installed.source(), checkpoint));
  }

  private List<PlannedStage> plannedStages(Outlook outlook, Map<String, Instant> kept) {
    return stages.chain(source -> {}).links().stream()
        .map(
            link ->
                new PlannedStage(
                    link.stage().name(),
                    link.stage().limit().time(),
                    link.summary().apply(outlook),
                    Optional.ofNullable(kept.get(link.stage().name()))))
        .toList();
  }
}
