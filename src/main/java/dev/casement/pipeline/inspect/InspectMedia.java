package dev.casement.pipeline.inspect;

import dev.casement.disk.image.DiskException;
import dev.casement.guest.OptionalPlan;
import dev.casement.media.DriverMedia;
import dev.casement.media.DriverPackage;
import dev.casement.media.DriverWarnings;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.MediaFile;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.engine.Limit;
import dev.casement.pipeline.engine.Stage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.recipe.Machine.SetupMedium;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Start;
import dev.casement.recipe.catalogue.Expiry;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Problems;
import dev.casement.report.Rule;
import dev.casement.report.Spelling;
import dev.casement.unattend.Account;
import dev.casement.unattend.DriverDirectories;
import dev.casement.units.DataSize;
import dev.casement.verify.BaseImage;
import dev.casement.verify.Verification;
import dev.casement.windows.Architecture;
import dev.casement.windows.Firmware;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    Optional<DriverMedia> drivers =
        media.drivers().map(medium -> DriverMedia.inspect(medium.path()));
    WindowsSource source = resolve(media, read(media.start().path()), drivers);
    source.warnings().forEach(context::warn);
    return source;
  }

  /**
   * Reads what the build starts from.
   *
   * @throws BuildException MEDIA if that is not possible, or no build can start from it
   */
  public StartMedium read(Path path) {
    return switch (recipe.media().start()) {
      case Start.Install _ -> StartMedium.of(InstallMedia.inspect(path));
      case Start.Base _ -> StartMedium.of(base(path));
    };
  }

  private BaseImage base(Path path) {
    Problems problems = new Problems();
    Optional<BaseImage> base = Optional.empty();
    try {
      base = BaseImage.read(path, recipe.machine().diskBus(), problems);
    } catch (DiskException e) {
      problems.add(e.what());
    }
    problems.throwIfAny(
        Failure.MEDIA,
        "media.base: no build can start from " + path,
        "use an image of a Windows that sysprep has generalized; casement verify tells more about it");
    return base.orElseThrow();
  }

  /**
   * Combines recipe and media.
   *
   * @param drivers empty when the recipe has none, or when a plan is made without them
   */
  public WindowsSource resolve(Media media, StartMedium start, Optional<DriverMedia> drivers) {
    MediaChecks fit = new MediaChecks();
    Optional<BuildException> unchosen = Optional.empty();
    WindowsImage image;
    try {
      image = choose(start, fit);
    } catch (BuildException e) {
      // Checks of what all images of a medium have in common do not depend on the selection.
      image = start.images().stream().findFirst().orElseThrow(() -> e);
      unchosen = Optional.of(e);
      fit.problem(e.what());
    }
    Release release = release(image);
    Firmware firmware = firmware(start, release, image);
    checkRelease(release, image, fit);
    MachineFit machine = new MachineFit(recipe.machine(), release, image, firmware);
    machine.checkArchitecture(fit);
    machine.checkFirmware(start, fit);
    if (start.standIn()) {
      fit.warning("the " + start.noun() + " is a stand-in: the image will not contain Windows");
    } else {
      machine.checkSizes(fit);
      Expiry.of(recipe.media(), release, image.edition())
          .ifPresent(expiry -> fit.warning(expiry.toString()));
      if (start.base().isEmpty()) {
        machine.checkHardware(fit);
      }
    }
    start.base().ifPresent(base -> checkBase(base, fit));
    if (unchosen.isEmpty()) {
      checkPowerShell(release, image, start.images(), fit);
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
            .orElse(
                release.seesFloppy(firmware) && recipe.machine().hypervisor().hasFloppies()
                    ? SetupMedium.FLOPPY
                    : SetupMedium.CD),
        recipe.machine().setupMedium().isPresent(),
        start.base(),
        start.standIn(),
        fit.warnings());
  }

  /** A base image has only one Windows, which the recipe may expect to be of an edition. */
  private WindowsImage choose(StartMedium start, MediaChecks fit) {
    if (start.base().isEmpty()) {
      return ImageSelection.choose(start.images(), recipe.windows().image());
    }
    WindowsImage image = start.base().get().image();
    if (recipe.windows().image().orElse(null) instanceof ImageSelector.ByEdition(String edition)
        && !image.edition().matches(edition)) {
      fit.problem(
          "windows.edition is %s, but the base image has %s".formatted(edition, image.edition()));
    }
    return image;
  }

  private Firmware firmware(StartMedium start, Release release, WindowsImage image) {
    Firmware usual = release.defaultFirmware(image.architecture());
    Firmware fits =
        start.base().isEmpty() || start.base().get().uefi() == usual.isUefi()
            ? usual
            : start.base().get().uefi() ? Firmware.UEFI : Firmware.BIOS;
    return recipe.machine().firmware().orElse(fits);
  }

  private void checkBase(BaseImage base, MediaChecks fit) {
    DataSize size = new DataSize(base.size());
    if (recipe.machine().disk().compareTo(size) < 0) {
      fit.problem(
          "machine.disk is %s, but the disk of the base image has %s"
              .formatted(recipe.machine().disk(), size));
    } else if (recipe.machine().disk().compareTo(size) > 0 && !base.canGrow()) {
      fit.problem(
          "machine.disk is %s, but the Windows of the base image cannot grow beyond %s: another"
                  .formatted(recipe.machine().disk(), size)
              + " partition follows it");
    }
    if (base.cloudbaseInit() && recipe.media().cloudbaseInit().isEmpty()) {
      fit.problem(
          "the base image has cloudbase-init, which the build removes and installs again; add"
              + " media.cloudbaseInit");
    }
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
