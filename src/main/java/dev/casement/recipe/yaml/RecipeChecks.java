package dev.casement.recipe.yaml;

import dev.casement.disk.ClusterCompression;
import dev.casement.disk.DiskFormat;
import dev.casement.guest.CloudbaseInitSettings.MetadataService;
import dev.casement.recipe.Machine.SetupMedium;
import dev.casement.recipe.Recipe.Image;
import dev.casement.recipe.catalogue.MediaCatalogue;
import dev.casement.report.Problems;
import dev.casement.unattend.Account;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks dependencies between the keys of a recipe, and values of which Windows has closed lists,
 * as far as possible without the media.
 */
final class RecipeChecks {
  private final Found found;
  private final Problems problems;

  RecipeChecks(Found found, Problems problems) {
    this.found = found;
    this.problems = problems;
  }

  void check() {
    checkDownloads();
    checkNames();
    checkSetupMedium();
    checkDiskBus();
    checkImage();
    checkCompression();
    checkUsername();
    checkBoot();
    checkTrial();
    new OptionalChecks(found, this::problem).check();
    new RegionalChecks(found, this::problem).check();
  }

  /** Whoever is on the way could replace a medium that comes unencrypted and has no digest. */
  private void checkDownloads() {
    found
        .paths()
        .filter(path -> path.startsWith("media.") && path.endsWith(".url"))
        .filter(path -> !found.isWritten(path.substring(0, path.lastIndexOf('.')) + ".sha256"))
        .filter(
            path ->
                found
                    .value(path, URI.class)
                    .filter(url -> "http".equalsIgnoreCase(url.getScheme()))
                    .isPresent())
        .sorted()
        .forEach(
            path ->
                problem(
                    path,
                    "an http address needs sha256 beside it, since anybody on the way could replace"
                        + " the file; or use https"));
  }

  /** Names of the catalogue, which the recipe may extend. */
  private void checkNames() {
    Optional<Path> own = found.value("media.catalogue", Path.class);
    Map<String, String> names = new TreeMap<>();
    found
        .paths()
        .filter(path -> path.startsWith("media.") && path.endsWith(".name"))
        .forEach(path -> found.value(path, String.class).ifPresent(name -> names.put(path, name)));
    if (names.isEmpty() && own.isEmpty()) {
      return;
    }
    try {
      MediaCatalogue catalogue = MediaCatalogue.with(own);
      names.forEach(
          (path, name) ->
              catalogue
                  .problem(name, path.split("[.\\[]", 3)[1])
                  .ifPresent(problem -> problem(path, problem)));
    } catch (IllegalArgumentException e) {
      problem("media.catalogue", String.valueOf(e.getMessage()));
    }
  }

  private void checkSetupMedium() {
    found
        .value("machine.setupMedium", SetupMedium.class)
        .flatMap(
            medium -> found.value("machine.firmware", Firmware.class).flatMap(medium::problemUnder))
        .ifPresent(problem -> problem("machine.setupMedium", problem));
  }

  private void checkDiskBus() {
    boolean without =
        found.isWritten("media")
            && !found.isWritten("media.drivers")
            && !found.isWritten("media.base");
    if (!without || !found.isWritten("machine.diskBus")) {
      return;
    }
    found
        .value("machine.diskBus", DiskBus.class)
        .filter(bus -> bus != DiskBus.SATA)
        .ifPresent(
            bus ->
                problem(
                    "machine.diskBus",
                    "Windows has no driver for " + bus + "; add media.drivers, or write sata"));
  }

  /** A base image has only one Windows. */
  private void checkImage() {
    if (found.isWritten("media.base")) {
      for (String path : List.of("windows.index", "windows.image")) {
        if (found.isWritten(path)) {
          problem(path, "selects from an install medium; leave it out with media.base");
        }
      }
      if (found.isWritten("media.base.name")) {
        problem("media.base.name", "the catalogue has no images; write path or url");
      }
    }
  }

  private void checkCompression() {
    DiskFormat format = found.value("image.format", DiskFormat.class).orElse(DiskFormat.QCOW2);
    if (found.value("image.compress", Boolean.class).orElse(false) && !Image.canCompress(format)) {
      problem("image.compress", format + " cannot be compressed; only qcow2 can");
    }
    boolean compressed =
        found.value("image.compress", Boolean.class).orElse(Image.canCompress(format));
    // The resolved form of an uncompressed image contains the default.
    boolean chosen =
        found
            .value("image.compression", ClusterCompression.class)
            .filter(compression -> compression != ClusterCompression.ZLIB)
            .isPresent();
    if (chosen && !compressed) {
      problem("image.compression", "the image is not compressed");
    }
  }

  /** On clients Setup creates the account, so it cannot be one of Windows' own. */
  private void checkUsername() {
    boolean made =
        found.value("windows.release", Release.class).stream()
            .anyMatch(release -> !release.isServer());
    found
        .value("cloudbaseInit.username", String.class)
        .flatMap(
            name ->
                made ? Account.LocalAdministrator.problemWith(name) : Account.problemWithForm(name))
        .ifPresent(problem -> problem("cloudbaseInit.username", problem));
  }

  /** A trial boot listens to cloudbase-init, and gives it a configuration drive. */
  private void checkBoot() {
    if (found.value("verify.boot", Boolean.class).orElse(false)) {
      checkHeard("verify.boot");
      checkConfigDrive(
          "verify.boot", "a trial boot has no other metadata than a configuration drive");
    }
  }

  /** So does a server on trial, which may have a network as well. */
  private void checkTrial() {
    if (found.isWritten("publish.try")) {
      checkHeard("publish.try");
      if (!found.isWritten("publish.try.network")) {
        checkConfigDrive(
            "publish.try",
            "without a network, the server has no other metadata than a configuration drive");
      }
    }
  }

  private void checkHeard(String path) {
    if (found.isWritten("media") && !found.isWritten("media.cloudbaseInit")) {
      problem(path, "there is no cloudbase-init to listen to; add media.cloudbaseInit");
    }
    if (!found.value("cloudbaseInit.console", Boolean.class).orElse(true)) {
      problem(path, "cloudbase-init is heard only with cloudbaseInit.console: true");
    }
  }

  private void checkConfigDrive(String path, String why) {
    List<?> services = found.value("cloudbaseInit.metadataServices", List.class).orElse(List.of());
    if (!services.isEmpty() && !services.contains(MetadataService.CONFIG_DRIVE)) {
      problem(path, why + "; add config-drive to cloudbaseInit.metadataServices");
    }
  }

  private void problem(String path, String text) {
    problems.add(found.positionOf(path), path, text);
  }
}
