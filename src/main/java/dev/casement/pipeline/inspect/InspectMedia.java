package dev.casement.pipeline.inspect;

import dev.casement.guest.OptionalPlan;
import dev.casement.media.DriverMedia;
import dev.casement.media.DriverPackage;
import dev.casement.media.DriverWarnings;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.media.author.MediaFile;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.recipe.Machine.SetupMedium;
import dev.casement.recipe.Recipe;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Rule;
import dev.casement.report.Spelling;
import dev.casement.unattend.Account;
import dev.casement.unattend.DriverDirectories;
import dev.casement.verify.Verification;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the contents of the media, and checks them against the recipe before any machine starts.
 *
 * <p>Every mismatch is reported at once, as one {@link Failure#MEDIA}.
 */
public final class InspectMedia implements Stage<Media, WindowsSource> {
  private final Recipe recipe;

  public InspectMedia(Recipe recipe) {
    this.recipe = recipe;
  }

  @Override
  public Limit limit() {
    return Limit.HOST_WORK;
  }

  public String summary() {
    return "read release, edition and drivers from the media";
  }

  @Override
  public WindowsSource run(Media media, StageContext context) {
    InstallMedia install = InstallMedia.inspect(media.install().path());
    Optional<DriverMedia> drivers =
        media.drivers().map(medium -> DriverMedia.inspect(medium.path()));
    WindowsSource source =
        resolve(media, install.images(), install.bootModes(), install.standIn(), drivers);
    source.warnings().forEach(context::warn);
    return source;
  }

  /**
   * Combines recipe and media.
   *
   * @param images the images of the install medium
   * @param bootModes the firmware with which the install medium boots
   * @param standIn whether the install medium is for rehearsals: such a medium needs less disk and
   *     memory than Windows
   * @param drivers empty when the recipe has none, or when a plan is made without them
   */
  public WindowsSource resolve(
      Media media,
      List<WindowsImage> images,
      Set<BootMode> bootModes,
      boolean standIn,
      Optional<DriverMedia> drivers) {
    MediaChecks fit = new MediaChecks();
    Optional<BuildException> unchosen = Optional.empty();
    WindowsImage image;
    try {
      image = ImageSelection.choose(images, recipe.windows().image());
    } catch (BuildException e) {
      // Checks of what all images of a medium have in common do not depend on the selection.
      image = images.stream().findFirst().orElseThrow(() -> e);
      unchosen = Optional.of(e);
      fit.problem(e.what());
    }
    Release release = release(image);
    Firmware firmware =
        recipe.machine().firmware().orElse(release.defaultFirmware(image.architecture()));
    checkRelease(release, image, fit);
    MachineFit machine = new MachineFit(recipe.machine(), release, image, firmware);
    machine.checkFirmware(bootModes, fit);
    if (standIn) {
      fit.warning("the install medium is a stand-in: the image will not contain Windows");
    } else {
      machine.checkSizes(fit);
      machine.checkHardware(fit);
    }
    if (unchosen.isEmpty()) {
      checkPowerShell(release, image, images, fit);
    }
    checkAccount(release, fit);
    checkLocale(image, fit);
    new InstanceFit(recipe).check(fit);
    checkAllowedRules(fit);
    GuestFilesFit guestFiles = new GuestFilesFit(image.architecture(), fit);
    media
        .cloudbaseInit()
        .map(Medium::path)
        .ifPresent(msi -> guestFiles.checkInstaller(msi, release));
    guestFiles.checkPrograms(recipe);
    Optional<DriverDirectories> directories = directories(release, image, drivers, fit);
    OptionalMedia optionals = new OptionalMedia(recipe, media, release, image);
    OptionalPlan plan = optionals.plan(fit);
    List<MediaFile> payload = optionals.payload(fit);
    Optional<ProductKey> productKey =
        unchosen.isPresent() ? Optional.empty() : new KeyFit(release, image).choose(recipe, fit);
    if (unchosen.isPresent() && fit.problemCount() == 1) {
      throw unchosen.get();
    }
    fit.throwIfAny();
    return new WindowsSource(
        media,
        image,
        release,
        firmware,
        productKey,
        directories,
        drivers
                .map(medium -> medium.guestAgent().isPresent())
                .orElse(recipe.media().drivers().isPresent())
            && image.architecture() == Architecture.AMD64,
        plan,
        payload,
        recipe
            .machine()
            .setupMedium()
            .orElse(release.seesFloppy(firmware) ? SetupMedium.FLOPPY : SetupMedium.CD),
        recipe.machine().setupMedium().isPresent(),
        standIn,
        fit.warnings());
  }

  private static Release release(WindowsImage image) {
    return Release.of(image)
        .orElseThrow(
            () ->
                new BuildException(
                    Failure.MEDIA,
                    "the image \"%s\" is Windows %s (%s), which Casement does not know"
                        .formatted(
                            image.name(), image.version(), image.installationType().wimName()),
                    "use install media of one of: " + String.join(", ", Release.ids())));
  }

  private void checkRelease(Release release, WindowsImage image, MediaChecks fit) {
    Optional<Release> wanted = recipe.windows().release();
    if (wanted.isPresent() && wanted.get() != release) {
      fit.problem(
          "windows.release is %s, but the image \"%s\" is %s"
              .formatted(wanted.get(), image.name(), release));
    }
    Optional<Architecture> architecture = recipe.windows().architecture();
    if (architecture.isPresent() && architecture.get() != image.architecture()) {
      fit.problem(
          "windows.architecture is %s, but the image \"%s\" is for %s"
              .formatted(architecture.get(), image.name(), image.architecture()));
    }
  }

  /** Casement's scripts in the guest are written in PowerShell. */
  private static void checkPowerShell(
      Release release, WindowsImage image, List<WindowsImage> images, MediaChecks fit) {
    if (!release.hasPowerShell(image)) {
      List<String> others =
          images.stream()
              .filter(other -> Release.of(other).filter(r -> r.hasPowerShell(other)).isPresent())
              .map(other -> "index %s, edition %s".formatted(other.index(), other.edition()))
              .toList();
      fit.problem(
          "the image \"%s\" is a Server Core of %s, which has no PowerShell; install one with a desktop: %s"
              .formatted(
                  image.name(),
                  release.displayName(),
                  others.isEmpty() ? "this medium has none" : String.join("; ", others)));
    }
  }

  /** On clients Setup creates the account that cloudbase-init takes over. */
  private void checkAccount(Release release, MediaChecks fit) {
    if (!release.isServer()) {
      Account.LocalAdministrator.problemWith(recipe.cloudbaseInit().username())
          .ifPresent(
              problem ->
                  fit.problem(
                      "cloudbaseInit.username must be a new account on %s, but %s"
                          .formatted(release, problem)));
    }
  }

  private void checkAllowedRules(MediaChecks fit) {
    List<String> rules = Verification.rules().stream().map(Rule::id).toList();
    for (String id : recipe.verify().allow()) {
      if (!rules.contains(id)) {
        String guess =
            Spelling.nearest(id, rules).map(near -> "; did you mean " + near + "?").orElse("");
        fit.problem("verify.allow: there is no rule \"" + id + "\"" + guess);
      }
    }
  }

  private void checkLocale(WindowsImage image, MediaChecks fit) {
    String locale = recipe.windows().locale();
    boolean added =
        recipe.windows().optionals().languages().stream().anyMatch(locale::equalsIgnoreCase);
    if (!added
        && !image.languages().isEmpty()
        && image.languages().stream().noneMatch(locale::equalsIgnoreCase)) {
      fit.warning(
          "windows.locale is %s, a language that the image does not have: formats follow it, the user interface stays in %s"
              .formatted(locale, String.join(", ", image.languages())));
    }
  }

  private Optional<DriverDirectories> directories(
      Release release, WindowsImage image, Optional<DriverMedia> drivers, MediaChecks fit) {
    Architecture architecture = image.architecture();
    if (drivers.isPresent()) {
      try {
        List<DriverPackage> packages = drivers.get().forRelease(release, architecture);
        DriverWarnings.of(packages).forEach(fit::warning);
        BootDrivers.checkExcluded(recipe.media().excludedDrivers(), packages, fit);
        return BootDrivers.find(packages, release, fit);
      } catch (BuildException e) {
        fit.problem(e.what());
        return Optional.empty();
      }
    }
    return recipe
        .media()
        .drivers()
        .map(any -> DriverDirectories.ofVirtioWin(release, architecture));
  }
}
