package dev.casement.pipeline;

import dev.casement.disk.QemuImg;
import dev.casement.pipeline.acquire.AcquireMedia;
import dev.casement.pipeline.acquire.DigestCache;
import dev.casement.pipeline.acquire.Downloads;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.MediaLock;
import dev.casement.pipeline.checkpoint.Continuation;
import dev.casement.pipeline.engine.BuildDirectories;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.engine.Chain;
import dev.casement.pipeline.inspect.InspectMedia;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.pipeline.output.ImageArtifact;
import dev.casement.pipeline.output.Manifest.Tools;
import dev.casement.pipeline.output.ManifestAuthor;
import dev.casement.pipeline.output.PackageImage;
import dev.casement.pipeline.run.GeneralizeWindows;
import dev.casement.pipeline.run.GuestRuns;
import dev.casement.pipeline.run.InstallWindows;
import dev.casement.pipeline.run.RunMachine;
import dev.casement.pipeline.run.UpdateWindows;
import dev.casement.pipeline.setup.AnswerFileAuthor;
import dev.casement.pipeline.setup.AuthorSetupMedia;
import dev.casement.pipeline.setup.BuildSecrets;
import dev.casement.pipeline.setup.SetupMediaWriter;
import dev.casement.pipeline.verify.VerifyDisk;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.unattend.AnswerFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Creates the stages of a build for one recipe; {@link #chain} is the only place that lists them.
 * PublishImage may follow once the image and its manifest are complete.
 */
final class BuildStages {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Recipe recipe;
  private final BuildOptions options;
  private final Services services;
  private final BuildDirectories directories;
  private final BuildSecrets secrets = BuildSecrets.random();
  private final AnswerFileAuthor answerFiles;
  private final SetupMediaWriter author;
  private final GuestRuns runs;

  /**
   * What a plan knows before media are copied or a machine is started.
   *
   * @param firstBoot a clause about how the install medium is booted
   */
  record Outlook(WindowsSource source, String firstBoot) {}

  BuildStages(
      Recipe recipe,
      BuildOptions options,
      Services services,
      BuildDirectories directories,
      Continuation continuation) {
    this.recipe = recipe;
    this.options = options;
    this.services = services;
    this.directories = directories;
    this.answerFiles = new AnswerFileAuthor(recipe);
    this.author = new SetupMediaWriter(directories.media(), options.fault());
    this.runs = new GuestRuns(recipe, directories, services.hypervisor(), continuation);
  }

  /**
   * The stages in order.
   *
   * @param check inspects the contents of the media before anything is built from them
   */
  Chain<Recipe, ImageArtifact, Outlook> chain(Consumer<WindowsSource> check) {
    AcquireMedia acquire = acquireMedia();
    InspectMedia inspect = new InspectMedia(recipe);
    AuthorSetupMedia authorMedia = authorSetupMedia();
    InstallWindows install = installWindows();
    UpdateWindows update = updateWindows();
    GeneralizeWindows generalize = generalizeWindows();
    VerifyDisk verify = new VerifyDisk(recipe, services.hypervisor(), directories);
    PackageImage packaging = packageImage();
    return Chain.<Recipe, Media, Outlook>of(acquire, outlook -> acquire.summary())
        .then(inspect, outlook -> inspect.summary())
        .checked(check)
        .then(authorMedia, outlook -> authorMedia.summary(outlook.source()))
        .then(install, outlook -> install.summary(outlook.source(), outlook.firstBoot()))
        .then(update, outlook -> update.summary())
        .then(generalize, outlook -> generalize.summary())
        .then(verify, outlook -> verify.summary())
        .then(packaging, outlook -> packaging.summary());
  }

  private AcquireMedia acquireMedia() {
    DigestCache digests = digests(options);
    return new AcquireMedia(
        recipe.limits().acquire(),
        new MediaLock(options.lockFile()),
        digests,
        new Downloads(downloads(options), digests, services.proxies(), FIRST_PAUSE, PATIENCE),
        MediaCatalogue.of(recipe.media()));
  }

  AuthorSetupMedia authorSetupMedia() {
    return new AuthorSetupMedia(answerFiles, author, secrets, recipe);
  }

  InstallWindows installWindows() {
    return new InstallWindows(runs, authorSetupMedia(), recipe);
  }

  UpdateWindows updateWindows() {
    return new UpdateWindows(runs, author, recipe);
  }

  GeneralizeWindows generalizeWindows() {
    return new GeneralizeWindows(runs, author, recipe);
  }

  private PackageImage packageImage() {
    QemuImg qemuImg = new QemuImg(services.commands());
    return new PackageImage(
        qemuImg,
        directories,
        new ManifestAuthor(
            recipe,
            () ->
                new Tools(
                    options.casementVersion(),
                    services.hypervisor().engine().toString(),
                    qemuImg.version())),
        recipe,
        options.invocation());
  }

  /** The digests of media that were read before. */
  static DigestCache digests(BuildOptions options) {
    return new DigestCache(options.workDirectory().resolve("digests.json"));
  }

  /** Where downloaded media are kept for later builds. */
  static Path downloads(BuildOptions options) {
    return options.workDirectory().resolve("downloads");
  }

  RunMachine machine() {
    return new RunMachine(recipe, directories);
  }

  SetupMediaWriter author() {
    return author;
  }

  /** The first answer file of the build, including its secrets. */
  AnswerFile answerFile(WindowsSource source) {
    return answerFiles.start(source, secrets.password());
  }
}
