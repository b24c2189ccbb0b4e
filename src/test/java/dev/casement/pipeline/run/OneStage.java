package dev.casement.pipeline.run;

import dev.casement.disk.QemuImg;
import dev.casement.disk.VirtualDisk;
import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.hypervisor.FakeHypervisor.Guest;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.hypervisor.MachineSpec;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumFile;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.pipeline.checkpoint.Checkpoints;
import dev.casement.pipeline.checkpoint.Continuation;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.Reuse;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.engine.StageContexts;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.setup.AnswerFileAuthor;
import dev.casement.pipeline.setup.AuthorSetupMedia;
import dev.casement.pipeline.setup.AuthoredMedia;
import dev.casement.pipeline.setup.BuildSecrets;
import dev.casement.pipeline.setup.SetupMediaWriter;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.Location.LocalFile;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Recipes;
import dev.casement.report.Secret;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the test of a single stage needs: directories, a hypervisor whose guest is a script, and a
 * recipe with a small install medium of Windows Server 2022.
 */
public final class OneStage {
  public final Recipe recipe;
  public final BuildDirectories directories;
  final FakeHypervisor hypervisor;
  public final SetupMediaWriter author;
  final StageContexts contexts = new StageContexts();

  public OneStage(Path directory, Guest guest) throws IOException {
    Path iso = InstallIso.write(Files.createDirectories(directory.resolve("media")));
    recipe = Recipes.withSetupCd(Recipes.with(new Source(new LocalFile(iso), Optional.empty())));
    directories =
        new BuildDirectories(directory.resolve("builds"), "test", directory.resolve("out"));
    hypervisor = new FakeHypervisor(guest);
    BuildDirectories.makePrivate(directories.media());
    author = new SetupMediaWriter(directories.media(), Optional.empty());
  }

  public StageContext context() {
    return contexts.context();
  }

  public WindowsSource source(Recipe recipe) {
    Release release = Release.SERVER_2022;
    return AuthoredMedia.source(
        recipe,
        new WindowsImage(
            new ImageIndex(1),
            release.displayName(),
            release.displayName(),
            new EditionId(release.usualEdition()),
            Architecture.AMD64,
            release.currentVersion(),
            InstallationType.SERVER,
            List.of("en-US"),
            1L << 33));
  }

  GuestRuns runs(Recipe recipe) {
    return new GuestRuns(recipe, directories, hypervisor, continuation(directories, hypervisor));
  }

  /** Continues from nothing, and keeps checkpoints beside the builds. */
  public static Continuation continuation(BuildDirectories directories, Hypervisor hypervisor) {
    return new Continuation(
        new Checkpoints(directories.builds().resolveSibling(""), hypervisor, text -> {}),
        new Reuse.Newest(),
        List.of());
  }

  AuthorSetupMedia authorSetupMedia() {
    return new AuthorSetupMedia(
        new AnswerFileAuthor(recipe), author, BuildSecrets.random(), recipe);
  }

  Path iso() {
    return ((LocalFile) recipe.media().start().source().location()).path();
  }

  /** The images in the CD drives of the machine that was started. */
  List<Path> cds() {
    return hypervisor.cds(machine());
  }

  /** The machine that was started; there was only one. */
  MachineSpec machine() {
    List<MachineSpec> machines = hypervisor.machines();
    if (machines.size() != 1) {
      throw new AssertionError(machines);
    }
    return machines.getFirst();
  }

  public static QemuImg qemuImg() {
    return new QemuImg(new SystemCommandRunner());
  }

  /** What {@code qemu-img compare} says of two disks. */
  public static String compare(VirtualDisk one, VirtualDisk other) {
    return new SystemCommandRunner()
        .runOk(
            HostCommand.of(
                Duration.ofMinutes(1),
                "qemu-img",
                "compare",
                "-f",
                one.format().id(),
                "-F",
                other.format().id(),
                one.path().toString(),
                other.path().toString()))
        .stdout();
  }

  public static String sha256(Path file) {
    return new SystemCommandRunner()
        .runOk(HostCommand.of(Duration.ofMinutes(1), "sha256sum", file.toString()))
        .stdout()
        .substring(0, 64);
  }

  /** A disk that run install has left behind. */
  InstalledDisk installed(Recipe recipe) {
    Checkpoints.Machine machine =
        new Checkpoints.Machine(
            new CheckpointKey("InstallWindows", Map.of()),
            Optional.empty(),
            Optional.empty(),
            hypervisor.createDisk(recipe.name(), directories.work(), DataSize.gibibytes(1)),
            directories.state(),
            new Secret("secret"),
            List.of(new GuestReport("install", List.of(), List.of(), 0)));
    return new InstalledDisk(
        source(recipe),
        continuation(directories, hypervisor).save(recipe.name(), machine, Instant.EPOCH));
  }

  /** The text of a file on a CD. */
  public static String text(Path cd, String file) {
    try (OpticalMedium medium = OpticalMedium.open(cd)) {
      MediumFile found = medium.file(file).orElseThrow(() -> new AssertionError("no " + file));
      try (InputStream in = found.openStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
