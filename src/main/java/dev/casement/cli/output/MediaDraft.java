package dev.casement.cli.output;

import dev.casement.cli.output.RecipeDraft.Files;
import dev.casement.cli.output.RecipeDraft.Medium;
import dev.casement.recipe.catalogue.CatalogueEntry;
import dev.casement.recipe.yaml.YamlText;
import dev.casement.report.Printable;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The part of a first recipe about its media. */
final class MediaDraft {
  private static final String UNPUBLISHED =
      "    # Its digest is not published: the first build pins it in casement.lock.\n";

  private MediaDraft() {}

  static String text(Files files, Path directory) {
    return """
    media:
    %s\
      # After the first build, casement.lock beside this file holds the digests of the media.
      install:
    %s%s%s\
    """
        .formatted(
            files
                .catalogue()
                .map(file -> "  catalogue: " + path(file, directory) + "\n")
                .orElse(""),
            medium(files.install(), directory),
            drivers(files.drivers(), directory),
            cloudbaseInit(files.cloudbaseInit(), directory));
  }

  private static String medium(Medium medium, Path directory) {
    return switch (medium) {
      case Medium.OnHost(Path file) -> "    path: " + path(file, directory) + "\n";
      case Medium.Catalogued(CatalogueEntry entry, boolean accepted) ->
          "    name: "
              + entry.name()
              + "\n"
              + (entry.sha256().isEmpty() ? UNPUBLISHED : "")
              + (entry.licence().accept() ? terms(entry, accepted) : "");
    };
  }

  private static String terms(CatalogueEntry entry, boolean accepted) {
    return """
        # Under %s:
        # %s
        acceptLicense: %s
    """
        .formatted(
            Printable.line(entry.licence().name()),
            Printable.line(entry.licence().address().toString()),
            accepted);
  }

  private static String drivers(Optional<Medium> drivers, Path directory) {
    return drivers
        .map(medium -> "  drivers:\n" + medium(medium, directory))
        .orElse(
            """
              # Without drivers Windows is installed to a SATA disk, and finds no virtio disk or network in the cloud:
              # drivers: { path: virtio-win.iso }
            """);
  }

  private static String cloudbaseInit(Optional<Medium> installer, Path directory) {
    return installer
        .map(medium -> "  cloudbaseInit:\n" + medium(medium, directory))
        .orElse(
            """
              # Without cloudbase-init an instance gets no host name, no password and no user data:
              # cloudbaseInit: { path: CloudbaseInitSetup_Stable_x64.msi }
            """);
  }

  private static String path(Path file, Path directory) {
    return YamlText.scalar(relative(file, directory));
  }

  static String relative(Path file, Path directory) {
    Path absolute = file.toAbsolutePath().normalize();
    Path from = directory.toAbsolutePath().normalize();
    Path named =
        Objects.equals(absolute.getRoot(), from.getRoot()) ? from.relativize(absolute) : absolute;
    return named.toString().replace(File.separatorChar, '/');
  }
}
