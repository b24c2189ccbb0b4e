package dev.casement.cli.command;

import dev.casement.bytes.HostFile;
import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.RecipeDraft;
import dev.casement.files.CompleteFile;
import dev.casement.media.DriverMedia;
import dev.casement.media.DriverWarnings;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.GuestFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.windows.Architecture;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a first recipe. */
@picocli.CommandLine.Command(
    name = "init",
    description = {
      "Write a commented recipe from what is on the media.",
      "An existing file is not replaced."
    },
    sortOptions = false)
final class InitCommand implements Command {
  private static final Path SCHEMA = Path.of("src/main/resources/dev/casement/recipe.schema.json");

  @Option(names = "--iso", paramLabel = "ISO", required = true, description = "The install ISO.")
  private Path iso = Path.of("");

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
    RecipeDraft draft = new RecipeDraft(iso.toString(), InstallMedia.inspect(iso));
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
    write(
        recipe,
        draft.text(
            new RecipeDraft.Files(
                iso, drivers, cloudbaseInit, surroundings.home().map(home -> home.resolve(SCHEMA))),
            directory));
    warnings.forEach(warning -> surroundings.err().print("warning: " + warning + "\n"));
    String shown = Printable.line(recipe.toString());
    surroundings
        .out()
        .print("wrote %s; run casement plan %s to see what it builds%n".formatted(shown, shown));
    return 0;
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
