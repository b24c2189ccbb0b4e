package dev.casement.pipeline.setup;

import dev.casement.disk.VirtualDisk;
import dev.casement.guest.GuestDrivers;
import dev.casement.guest.InstallPlan;
import dev.casement.guest.Job;
import dev.casement.guest.Jobs;
import dev.casement.guest.SetupContent;
import dev.casement.guest.UserStep;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.UserScript;
import dev.casement.report.Secret;
import dev.casement.unattend.AnswerFileXml;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes the answer file and the first job to the setup medium. */
public final class AuthorSetupMedia implements Stage<WindowsSource, SetupMedia> {
  private final AnswerFileAuthor answerFiles;
  private final SetupMediaWriter author;
  private final BuildSecrets secrets;
  private final List<String> excludedDrivers;
  private final List<UserStep> userSteps;
  private final int resets;
  private final Duration linger;
  private final DataSize disk;

  public AuthorSetupMedia(
      AnswerFileAuthor answerFiles, SetupMediaWriter author, BuildSecrets secrets, Recipe recipe) {
    this.answerFiles = answerFiles;
    this.author = author;
    this.secrets = secrets;
    this.excludedDrivers = recipe.media().excludedDrivers();
    this.userSteps = UserSteps.of(recipe, UserScript.When.FIRST_LOGON);
    this.resets = recipe.limits().resets();
    this.linger = recipe.machine().hypervisor().linger();
    this.disk = recipe.machine().disk();
  }

  @Override
  public Limit limit() {
    return Limit.HOST_WORK;
  }

  public String summary(WindowsSource source) {
    return "write answer file and job to a " + source.setupMedium().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public SetupMedia run(WindowsSource source, StageContext context) {
    return media(source, author::write);
  }

  /** Returns which images the stage would write, without writing them. */
  public SetupMedia layOut(WindowsSource source) {
    return media(source, author::layOut);
  }

  public <T> T media(WindowsSource source, Authoring<T> authoring) {
    return media(source, secrets.password(), authoring);
  }

  /**
   * The copy of the base image that the build's first run starts from, if it has one: with the
   * answer file of the setup media in the place of the image's own.
   *
   * @throws BuildException MEDIA if there is not enough room for it
   */
  public Optional<ImageCopy> imageCopy(WindowsSource source) {
    return source
        .base()
        .map(
            base ->
                new ImageCopy(
                    new VirtualDisk(source.media().start().path(), base.format()),
                    disk,
                    AnswerFileInPlace.changes(
                        base.answerFile(),
                        AnswerFileXml.writeCompact(
                            answerFiles.start(source, secrets.password())))));
  }

  private <T> T media(WindowsSource source, Secret password, Authoring<T> authoring) {
    Job job = job(source);
    return authoring.author(source, job, content(source, job, password));
  }

  /** The digest of what Setup and the first job find, whatever the password. */
  public Sha256 digest(WindowsSource source) {
    return media(source, new Secret("the same for every build"), author::digest);
  }

  /** The password of the account that Setup creates. */
  public Secret password() {
    return secrets.password();
  }

  private Job job(WindowsSource source) {
    InstallPlan plan =
        new InstallPlan(
            source.release(),
            source.image().architecture(),
            drivers(source),
            excludedDrivers,
            source.optionals(),
            userSteps);
    return Jobs.install(BuildSecrets.newToken(), plan).withinResets(resets).lingering(linger);
  }

  private SetupContent content(WindowsSource source, Job job, Secret password) {
    return SetupContent.install(
        job, AnswerFileXml.write(answerFiles.start(source, password)), userSteps, source.payload());
  }

  private static GuestDrivers drivers(WindowsSource source) {
    if (source.drivers().isEmpty()) {
      return GuestDrivers.NONE;
    }
    return source.guestAgent() ? GuestDrivers.DRIVERS_AND_GUEST_AGENT : GuestDrivers.DRIVERS;
  }
}
