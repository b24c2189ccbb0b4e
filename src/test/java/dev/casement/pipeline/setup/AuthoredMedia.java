package dev.casement.pipeline.setup;

import dev.casement.guest.Job;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.StubHypervisor;
import dev.casement.media.DriverMedia;
import dev.casement.media.author.BootMode;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.inspect.InspectMedia;
import dev.casement.pipeline.inspect.StartMedium;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.run.GeneralizeWindows;
import dev.casement.pipeline.run.GuestRuns;
import dev.casement.pipeline.run.OneStage;
import dev.casement.pipeline.run.UpdateWindows;
import dev.casement.recipe.Recipe;
import dev.casement.units.Sha256;
import dev.casement.windows.WindowsImage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * The setup media of a recipe's VM runs, written by the stages that write them in a build.
 *
 * <p>Only the install medium is on paper: a test says which image it would have.
 */
public final class AuthoredMedia {
  private final Recipe recipe;
  private final SetupMediaWriter author;
  private final WindowsSource source;
  private final GuestRuns runs;
  private final BuildSecrets secrets = BuildSecrets.random();

  /**
   * @param image what the install medium would have
   * @param directory where the media go
   */
  public AuthoredMedia(Recipe recipe, WindowsImage image, Path directory) {
    this.recipe = recipe;
    this.author = new SetupMediaWriter(directory, Optional.empty());
    this.source = source(recipe, image);
    BuildDirectories directories = new BuildDirectories(directory, recipe.name(), directory);
    this.runs =
        new GuestRuns(
            recipe,
            directories,
            new NoHypervisor(),
            OneStage.continuation(directories, new NoHypervisor()));
  }

  /** What InspectMedia finds when the recipe's install medium has this image. */
  public static WindowsSource source(Recipe recipe, WindowsImage image) {
    Media media =
        new Media(
            onPaper(recipe.media().start().source()),
            recipe.media().drivers().map(drivers -> onPaper(drivers.source())),
            recipe.media().cloudbaseInit().map(AuthoredMedia::onPaper),
            recipe.media().moreDrivers().stream().map(AuthoredMedia::onPaper).toList(),
            recipe.media().features().stream().map(AuthoredMedia::onPaper).toList());
    return new InspectMedia(recipe)
        .resolve(
            media,
            new StartMedium(List.of(image), EnumSet.allOf(BootMode.class), false, Optional.empty()),
            media.drivers().map(drivers -> DriverMedia.inspect(drivers.path())));
  }

  /** The media of one run; the floppy, if there is one, and then the CDs are in the machine. */
  public record Run(Job job, Optional<Path> floppy, List<Path> cds) {}

  /** Those of run install, update or generalize, written anew with a token of their own. */
  public Run write(String run) {
    SetupMedia media =
        switch (run) {
          case "install" ->
              new AuthorSetupMedia(new AnswerFileAuthor(recipe), author, secrets, recipe)
                  .media(source, author::write);
          case "update" -> new UpdateWindows(runs, author, recipe).media(source, author::write);
          case "generalize" ->
              new GeneralizeWindows(runs, author, recipe).media(source, author::write);
          default -> throw new IllegalArgumentException("no VM run " + run);
        };
    return new Run(media.job(), media.floppy(), media.cds());
  }

  /** The password of the account that the build logs on with. */
  public String password() {
    return secrets.password().reveal();
  }

  private static final class NoHypervisor extends StubHypervisor {
    NoHypervisor() {
      super(HypervisorKind.QEMU);
    }
  }

  private static Medium onPaper(Recipe.Source source) {
    if (source.location() instanceof Recipe.Location.LocalFile(Path file)) {
      Sha256 digest = new Sha256("0".repeat(64));
      return new Medium(file.toString(), file, 0, Optional.of(digest));
    }
    throw new IllegalArgumentException("a test downloads nothing: " + source);
  }
}
