package dev.casement.build;

import dev.casement.build.Recipe.ProductKeyChoice;
import dev.casement.build.Recipe.SetupMedium;
import dev.casement.media.BootMode;
import dev.casement.media.DriverMedia;
import dev.casement.media.InstallMedia;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.unattend.Account;
import dev.casement.unattend.DriverDirectories;
import dev.casement.windows.Architecture;
import dev.casement.windows.ClientSetupKeys;
import dev.casement.windows.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads off the media what they hold, and checks it against the recipe before any machine starts.
 *
 * <p>All that does not fit is reported at once, as one {@link Failure#MEDIA}.
 */
final class InspectMedia implements Stage<Media, WindowsSource> {
  private static final int WINDOWS_10 = 10240;

  private final Recipe recipe;

  InspectMedia(Recipe recipe) {
    this.recipe = recipe;
  }

  @Override
  public Duration limit() {
    return Limits.HOST_WORK;
  }

  @Override
  public WindowsSource run(Media media, StageContext context) {
    InstallMedia install = InstallMedia.inspect(media.install().path());
    WindowsImage image = ImageSelection.choose(install.images(), recipe.windows().image());
    Optional<DriverMedia> drivers =
        media.drivers().map(medium -> DriverMedia.inspect(medium.path()));
    return resolve(media, image, install.bootModes(), drivers);
  }

  /**
   * Puts recipe and media together.
   *
   * @param bootModes the firmware that the install medium boots on
   * @param drivers empty when the recipe has none, or when a plan is made without them
   */
  WindowsSource resolve(
      Media media, WindowsImage image, Set<BootMode> bootModes, Optional<DriverMedia> drivers) {
    Release release =
        Release.of(image)
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.MEDIA,
                        "the image \"%s\" is Windows %s (%s), which Casement does not know"
                            .formatted(
                                image.name(), image.version(), image.installationType().wimName()),
                        "use install media of one of: " + String.join(", ", Release.ids())));
    Firmware firmware = recipe.machine().firmware().orElse(release.defaultFirmware());
    List<String> problems = new ArrayList<>();
    checkRelease(release, image, problems);
    checkMachine(release, image, firmware, problems);
    checkAccount(release, problems);
    if (!bootModes.contains(firmware.isUefi() ? BootMode.UEFI : BootMode.BIOS)) {
      problems.add(
          "the install medium does not boot with %s firmware; set machine.firmware"
              .formatted(firmware));
    }
    Optional<DriverDirectories> directories =
        directories(release, image.architecture(), drivers, problems);
    Optional<ProductKey> productKey = productKey(release, image, problems);
    if (!problems.isEmpty()) {
      throw new BuildException(
          Failure.MEDIA,
          "recipe and media do not fit:\n    " + String.join("\n    ", problems),
          "mend the recipe, or use other media");
    }
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
        recipe.machine().setupMedium().orElse(defaultSetupMedium(release, firmware)),
        recipe.machine().setupMedium().isPresent());
  }

  private void checkRelease(Release release, WindowsImage image, List<String> problems) {
    Optional<Release> wanted = recipe.windows().release();
    if (wanted.isPresent() && wanted.get() != release) {
      problems.add(
          "windows.release is %s, but the image \"%s\" is %s"
              .formatted(wanted.get(), image.name(), release));
    }
    Optional<Architecture> architecture = recipe.windows().architecture();
    if (architecture.isPresent() && architecture.get() != image.architecture()) {
      problems.add(
          "windows.architecture is %s, but the image \"%s\" is for %s"
              .formatted(architecture.get(), image.name(), image.architecture()));
    }
  }

  private void checkMachine(
      Release release, WindowsImage image, Firmware firmware, List<String> problems) {
    if (!release.supports(image.architecture(), firmware)) {
      problems.add(
          "%s does not run on %s with %s firmware; set machine.firmware"
              .formatted(release, image.architecture(), firmware));
    }
    if (firmware.isUefi()
        && recipe.machine().setupMedium().filter(SetupMedium.FLOPPY::equals).isPresent()) {
      problems.add(
          "machine.setupMedium is floppy, but a machine with UEFI gets none; set it to cd");
    }
    if (image.totalBytes() > recipe.machine().disk().bytes()) {
      problems.add(
          "machine.disk is %s, but the image alone takes %s"
              .formatted(recipe.machine().disk(), new DataSize(image.totalBytes())));
    }
  }

  /** On clients Setup makes the account that cloudbase-init takes over. */
  private void checkAccount(Release release, List<String> problems) {
    if (!release.isServer()) {
      Account.LocalAdministrator.problemWith(recipe.cloudbaseInit().username())
          .ifPresent(
              problem ->
                  problems.add(
                      "cloudbaseInit.username is to be a new account on %s, but %s"
                          .formatted(release, problem)));
    }
  }

  private Optional<DriverDirectories> directories(
      Release release,
      Architecture architecture,
      Optional<DriverMedia> drivers,
      List<String> problems) {
    boolean needed = recipe.machine().diskBus() != DiskBus.SATA;
    if (drivers.isPresent()) {
      try {
        return Optional.of(
            BootDrivers.find(drivers.get().forRelease(release, architecture), release));
      } catch (BuildException e) {
        problems.add(e.what());
        return Optional.empty();
      }
    }
    if (recipe.media().drivers().isPresent()) {
      return Optional.of(DriverDirectories.ofVirtioWin(release, architecture));
    }
    if (needed) {
      problems.add(
          "machine.diskBus is %s, which Setup does not see without media.drivers; add virtio-win's ISO, or set diskBus: sata"
              .formatted(recipe.machine().diskBus()));
    }
    return Optional.empty();
  }

  private Optional<ProductKey> productKey(
      Release release, WindowsImage image, List<String> problems) {
    return switch (recipe.windows().productKey()) {
      case ProductKeyChoice.Kms() -> {
        Optional<ProductKey> key =
            ClientSetupKeys.of(release, image.edition(), image.version().build());
        if (key.isEmpty() && !image.edition().isEvaluation()) {
          problems.add(
              "windows.productKey is kms, but there is no public client setup key for %s %s; set it to none or to your own key"
                  .formatted(release, image.edition()));
        }
        yield key;
      }
      case ProductKeyChoice.None() -> Optional.empty();
      case ProductKeyChoice.Own(var key) -> Optional.of(ProductKey.own(key.reveal()));
    };
  }

  /**
   * A floppy only where it is seen for sure: older releases on BIOS. A Windows 10 ISO did not see
   * one on QEMU (Packer issue 12771), and UEFI guests often have no driver for it.
   */
  private static SetupMedium defaultSetupMedium(Release release, Firmware firmware) {
    return firmware == Firmware.BIOS && !release.isAtLeastBuild(WINDOWS_10)
        ? SetupMedium.FLOPPY
        : SetupMedium.CD;
  }
}
