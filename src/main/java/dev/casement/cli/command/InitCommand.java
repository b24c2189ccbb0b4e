package dev.casement.cli.command;

import dev.casement.bytes.HostFile;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.RecipeDraft;
import dev.casement.cli.output.RecipeDraft.Medium;
import dev.casement.cli.output.Words;
import dev.casement.files.CompleteFile;
import dev.casement.media.DriverMedia;
import dev.casement.media.DriverWarnings;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.GuestFile;
import dev.casement.pipeline.inspect.CloudbaseInitVersions;
import dev.casement.recipe.catalogue.CatalogueEntry;
import dev.casement.recipe.catalogue.CatalogueEntry.Role;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a first recipe. */
@picocli.CommandLine.Command(
    name = "init",
    description = {
      "Write a commented recipe from what is on the media, or for media of the catalogue.",
      "An existing file is not replaced."
    },
    sortOptions = false)
final class InitCommand implements Command {
  private static final class Releases extends Words<Release> {
    Releases() {
      super(List.of(Release.values()));
    }
  }

  private static final Path SCHEMA = Path.of("src/main/resources/dev/casement/recipe.schema.json");

  @Option(names = "--iso", paramLabel = "ISO", description = "The install ISO.")
  private Optional<Path> iso = Optional.empty();

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      description =
          "Instead of an ISO: the release whose evaluation medium the catalogue has; drivers and"
              + " cloudbase-init come from there, too, unless they are named.",
      completionCandidates = Releases.class,
      converter = Releases.class)
  private @Nullable Release release;

  @Option(
      names = "--accept-license",
      description = "Accept the terms of the evaluation medium in the recipe.")
  private boolean acceptLicense;

  @Option(
      names = "--catalogue",
      paramLabel = "FILE",
      description = "A catalogue of media in addition to Casement's.")
  private Optional<Path> catalogue = Optional.empty();

  @Option(names = "--drivers", paramLabel = "ISO", description = "virtio-win.iso.")
  private Optional<Path> drivers = Optional.empty();

  @Option(
      names = "--cloudbase-init",
      paramLabel = "MSI",
      description = "cloudbase-init's installer.")
  private Optional<Path> cloudbaseInit = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "RECIPE",
      description = "Where the recipe goes (default: RELEASE.yaml).")
  private Optional<Path> output = Optional.empty();

  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    MediaCatalogue media = media();
    Optional<CatalogueEntry> evaluation = evaluation(media);
    RecipeDraft draft =
        evaluation
            .map(RecipeDraft::of)
            .orElseGet(
                () ->
                    new RecipeDraft(iso.orElseThrow().toString(), InstallMedia.inspect(iso.get())));
    List<String> warnings =
        drivers
            .map(DriverMedia::inspect)
            .map(medium -> medium.forRelease(draft.release(), draft.image().architecture()))
            .map(DriverWarnings::of)
            .orElse(List.of());
    cloudbaseInit.ifPresent(file -> requireInstaller(file, draft.image().architecture()));
    Path recipe = output.orElse(Path.of(draft.release().id() + ".yaml"));
    Path directory =
        Optional.ofNullable(recipe.toAbsolutePath().normalize().getParent()).orElse(recipe);
    write(recipe, draft.text(files(media, evaluation, draft.release(), surroundings), directory));
    warnings.forEach(warning -> surroundings.err().print("warning: " + warning + "\n"));
    String shown = Printable.line(recipe.toString());
    surroundings
        .out()
        .print("wrote %s; run casement plan %s to see what it builds%n".formatted(shown, shown));
    return 0;
  }

  private RecipeDraft.Files files(
      MediaCatalogue media,
      Optional<CatalogueEntry> evaluation,
      Release release,
      Surroundings surroundings) {
    return new RecipeDraft.Files(
        evaluation
            .<Medium>map(entry -> new Medium.Catalogued(entry, acceptLicense))
            .orElseGet(() -> new Medium.OnHost(iso.orElseThrow())),
        drivers
            .<Medium>map(Medium.OnHost::new)
            .or(() -> evaluation.flatMap(_ -> named(media, Role.DRIVERS, release))),
        cloudbaseInit
            .<Medium>map(Medium.OnHost::new)
            .or(() -> evaluation.flatMap(_ -> named(media, Role.CLOUDBASE_INIT, release))),
        catalogue,
        surroundings.home().map(home -> home.resolve(SCHEMA)));
  }

  private MediaCatalogue media() {
    try {
      return MediaCatalogue.with(catalogue);
    } catch (IllegalArgumentException e) {
      throw new BuildException(
          Failure.MEDIA,
          String.valueOf(e.getMessage()),
          "correct the catalogue; docs/recipe.md describes its form",
          e);
    }
  }

  /** The catalogue's install medium; empty if the command line names an ISO. */
  private Optional<CatalogueEntry> evaluation(MediaCatalogue media) {
    if (iso.isPresent() == (release != null)) {
      throw new BuildException(
          Failure.USAGE,
          iso.isPresent() ? "there are both --iso and --release" : "there is no install medium",
          "name the install ISO with --iso, or a release of the catalogue with --release");
    }
    if (iso.isPresent()) {
      return Optional.empty();
    }
    Release wanted = Objects.requireNonNull(release);
    return Optional.of(
        media
            .evaluation(wanted)
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.MEDIA,
                        "the catalogue has no install medium of " + wanted.displayName(),
                        "name your ISO with --iso; the catalogue has those of "
                            + media.releases().stream()
                                .map(Release::id)
                                .collect(Collectors.joining(", ")))));
  }

  /** The newest medium of the catalogue that works with this release. */
  private static Optional<Medium> named(MediaCatalogue media, Role role, Release release) {
    return media
        .last(
            role,
            entry ->
                role != Role.CLOUDBASE_INIT
                    || entry.version().stream()
                        .noneMatch(
                            version ->
                                CloudbaseInitVersions.problemWith(version, release).isPresent()))
        .map(entry -> new Medium.Catalogued(entry, false));
  }

  private static void requireInstaller(Path path, Architecture windows) {
    try (HostFile file = HostFile.open(path)) {
      GuestFile.problemWithInstaller(file, windows)
          .ifPresent(
              problem -> {
                throw new BuildException(
                    Failure.MEDIA, problem, "name cloudbase-init's .msi file for " + windows);
              });
    }
  }

  private static void write(Path recipe, String text) {
    try {
      CompleteFile.writeNew(recipe, text);
    } catch (FileAlreadyExistsException e) {
      throw new BuildException(
          Failure.OUTPUT_EXISTS,
          recipe + " already exists",
          "choose another name with --output",
          e);
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          recipe + " cannot be written: " + e,
          "check that its directory exists and is writable",
          e);
    }
  }
}
