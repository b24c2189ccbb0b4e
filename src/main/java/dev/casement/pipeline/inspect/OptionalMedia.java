package dev.casement.pipeline.inspect;

import dev.casement.guest.OptionalPlan;
import dev.casement.media.FileTree;
import dev.casement.media.InstallMedia;
import dev.casement.media.author.MediaFile;
import dev.casement.pipeline.acquire.Media;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Start;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsFeature;
import dev.casement.windows.WindowsImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks the recipe's additions to plain Windows and virtio-win's drivers against the media that
 * provide them. A medium missing on this host, as it may be in a plan, is assumed to be right.
 */
final class OptionalMedia {
  /** Anything larger contains more than drivers: a whole disk, or the wrong directory. */
  private static final DataSize LARGEST = DataSize.gibibytes(8);

  /** The IDE controller of a machine with BIOS has four ports. */
  private static final int CDS_WITH_BIOS = 4;

  /** A machine has six SATA ports, one of which may be the disk's. */
  private static final int CDS_WITH_UEFI = 5;

  private final Recipe recipe;
  private final Media media;
  private final Release release;
  private final WindowsImage image;
  private Optional<OnDemandMedia> onDemandMedia = Optional.empty();

  OptionalMedia(Recipe recipe, Media media, Release release, WindowsImage image) {
    this.recipe = recipe;
    this.media = media;
    this.release = release;
    this.image = image;
  }

  /** What run install adds to Windows, and where it is on the media. */
  OptionalPlan plan(MediaChecks fit) {
    Recipe.Optionals wanted = recipe.windows().optionals();
    checkNetFx3(fit);
    checkDrives(fit);
    boolean anyMedia = !media.features().isEmpty();
    if (anyMedia && wanted.capabilities().isEmpty() && wanted.languages().isEmpty()) {
      fit.warning(
          "media.features is not used: neither windows.capabilities nor windows.languages is set");
    }
    OnDemandFit onDemand = new OnDemandFit(onDemandMedia(fit), anyMedia, release, image, fit);
    return new OptionalPlan(
        !media.moreDrivers().isEmpty(),
        onDemand.languages(wanted.languages()),
        onDemand.capabilities(wanted.capabilities()),
        wanted.features());
  }

  private OnDemandMedia onDemandMedia(MediaChecks fit) {
    if (onDemandMedia.isEmpty()) {
      onDemandMedia = Optional.of(OnDemandMedia.read(media.features(), LARGEST, fit));
    }
    return onDemandMedia.get();
  }

  /** Counts the setup CD, or the payload CD beside a floppy, too. */
  private void checkDrives(MediaChecks fit) {
    long isos =
        media.features().stream().filter(medium -> !Files.isDirectory(medium.path())).count();
    long cds = 2 + (media.drivers().isPresent() ? 1 : 0) + isos;
    boolean uefi =
        recipe.machine().firmware().orElse(release.defaultFirmware(image.architecture())).isUefi();
    int drives = uefi ? CDS_WITH_UEFI : CDS_WITH_BIOS;
    if (cds > drives) {
      fit.problem(
          String.format(
              Locale.ROOT,
              "media.features has %d ISOs, but with %s firmware there are drives for %d; put what"
                  + " is needed into a directory, or build with uefi",
              isos,
              uefi ? "uefi" : "bios",
              drives - (cds - isos)));
    }
  }

  /** On Windows 7 and Server 2008 R2 it is in the image. */
  private void checkNetFx3(MediaChecks fit) {
    boolean wanted =
        recipe.windows().optionals().features().stream().anyMatch(WindowsFeature::isNetFx3);
    Path install = media.start().path();
    if (wanted && !release.isKernel61() && recipe.media().start() instanceof Start.Base) {
      fit.problem(
          "windows.features has NetFx3, whose files are on the install ISO and not in a base image;"
              + " leave it out, or build from the ISO");
    } else if (wanted
        && !release.isKernel61()
        && Files.isRegularFile(install)
        && !InstallMedia.bringsNetFx3(install)) {
      fit.problem(
          "windows.features has NetFx3, whose files are not in sources/sxs of "
              + install
              + "; use an original install ISO from Microsoft, or leave NetFx3 out");
    }
  }

  /** The files that go on the payload medium of run install. */
  List<MediaFile> payload(MediaChecks fit) {
    List<MediaFile> payload = new ArrayList<>();
    for (int i = 0; i < media.moreDrivers().size(); i++) {
      Path path = media.moreDrivers().get(i).path();
      if (Files.exists(path)) {
        payload.addAll(
            drivers(String.format(Locale.ROOT, "media.moreDrivers[%d]: ", i), path, i + 1, fit));
      }
    }
    payload.addAll(onDemandMedia(fit).payload());
    return payload;
  }

  private static List<MediaFile> drivers(String key, Path path, int number, MediaChecks fit) {
    List<MediaFile> files;
    try {
      files = DriverPayload.of(FileTree.read(path), number);
    } catch (BuildException e) {
      fit.problem(key + e.what());
      return List.of();
    }
    if (files.isEmpty()) {
      fit.problem(
          key
              + "there is no .inf file in %s; unpack the drivers, and name their directory"
                  .formatted(path));
    } else if (files.stream().mapToLong(MediaFile::size).sum() > LARGEST.bytes()) {
      fit.problem(
          key
              + "the drivers of %s have more than %s; name a directory that holds only those for this Windows"
                  .formatted(path, LARGEST));
    }
    return files;
  }
}
