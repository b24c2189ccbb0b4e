package dev.casement.cli.output;

import dev.casement.media.InstallMedia;
import dev.casement.media.author.BootMode;
import dev.casement.recipe.Machine;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.catalogue.CatalogueEntry;
import dev.casement.recipe.catalogue.CatalogueEntry.Windows;
import dev.casement.recipe.catalogue.Expiry;
import dev.casement.recipe.yaml.YamlText;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Printable;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.ClientSetupKeys;
import dev.casement.windows.Firmware;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsLocales;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A commented recipe for inspected media, or for media of the catalogue: filled in from them where
 * possible, with defaults elsewhere.
 */
public final class RecipeDraft {
  /** The known images; of media of the catalogue only the one to install. */
  private final List<WindowsImage> images;

  /** What the draft is of if the medium was not inspected. */
  private final Optional<CatalogueEntry> entry;

  private final Set<BootMode> bootModes;
  private final WindowsImage image;
  private final Release release;
  private final Firmware firmware;

  /**
   * Chooses the image: Standard with a desktop, Professional, or else the first image.
   *
   * @throws BuildException MEDIA when no image is a Windows that Casement builds
   */
  public RecipeDraft(String name, InstallMedia media) {
    this(name, media.images(), media.bootModes(), Optional.empty());
  }

  private RecipeDraft(
      String name,
      List<WindowsImage> images,
      Set<BootMode> bootModes,
      Optional<CatalogueEntry> entry) {
    this.images = images;
    this.bootModes = bootModes;
    this.entry = entry;
    this.image =
        favourite(images)
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.MEDIA,
                        name
                            + " has no Windows that Casement builds; casement inspect shows what it"
                            + " has",
                        "use install media for amd64 or x86 of one of: "
                            + String.join(", ", Release.ids())));
    this.release = Release.of(image).orElseThrow();
    this.firmware =
        possibleFirmware()
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.MEDIA,
                        name
                            + (bootModes.isEmpty()
                                ? " is not bootable: it names no boot image for BIOS or UEFI"
                                : " does not boot with any firmware that %s for %s supports"
                                    .formatted(release.displayName(), image.architecture())),
                        "use the original ISO"));
  }

  /** A draft for an install medium that need not be on this host. */
  public static RecipeDraft of(CatalogueEntry entry) {
    Windows windows = entry.windows().orElseThrow();
    Release release = windows.release();
    WindowsImage image =
        new WindowsImage(
            new ImageIndex(1),
            release.displayName(),
            release.displayName(),
            windows.edition(),
            Architecture.AMD64,
            windows.version(),
            release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
            List.of(windows.language()),
            0);
    return new RecipeDraft(
        entry.name(), List.of(image), EnumSet.allOf(BootMode.class), Optional.of(entry));
  }

  /** The release of the image, which names the recipe. */
  public Release release() {
    return release;
  }

  /** The image that the recipe installs. */
  public WindowsImage image() {
    return image;
  }

  /** The media of a recipe, the user's catalogue, and the schema for editors. */
  public record Files(
      Medium install,
      Optional<Medium> drivers,
      Optional<Medium> cloudbaseInit,
      Optional<Path> catalogue,
      Optional<Path> schema) {}

  /** A medium of the recipe. */
  public sealed interface Medium {
    /** A file of this host. */
    record OnHost(Path file) implements Medium {}

    /**
     * A medium of the catalogue.
     *
     * @param accepted whether the user has accepted its terms
     */
    record Catalogued(CatalogueEntry entry, boolean accepted) implements Medium {}
  }

  /**
   * The recipe's text.
   *
   * @param directory where the recipe will be; files are named relative to it
   */
  public String text(Files files, Path directory) {
    return String.join(
        "\n", head(files, directory), MediaDraft.text(files, directory), windows(), machine());
  }

  private String head(Files files, Path directory) {
    return """
    %s# %s
    # `casement plan` shows the recipe with every default filled in; docs/recipe.md describes all keys.
    name: %s
    """
        .formatted(
            files.schema().map(schema -> schemaLine(schema, directory)).orElse(""),
            foundOn(),
            release.id());
  }

  private String windows() {
    return """
    windows:
      release: %s
      architecture: %s
    %s  %s
      # %s
      productKey: %s
      locale: %s
      timeZone: UTC
      # Optional features and roles, by the names that dism uses:
      # features: [ NetFx3 ]
    """
        .formatted(
            release.id(),
            image.architecture(),
            choices(),
            selector(),
            keyAdvice(),
            hasKey() ? "kms" : "none",
            YamlText.scalar(locale()));
  }

  private String machine() {
    return """
    machine:
      firmware: %s
      disk: %s
      memory: 4G
      cpus: 2

    %s

    image:
      format: qcow2
      compress: true
    """
        .formatted(firmware, disk(), updates());
  }

  private static Optional<WindowsImage> favourite(List<WindowsImage> images) {
    List<WindowsImage> known =
        images.stream()
            .filter(
                image ->
                    Release.of(image)
                        .filter(_ -> image.architecture().isSupported())
                        .filter(release -> release.existsFor(image.architecture()))
                        .filter(release -> release.hasPowerShell(image))
                        .isPresent())
            .toList();
    return known.stream()
        .flatMap(image -> Release.of(image).stream())
        .distinct()
        .flatMap(release -> release.usualEditions().stream())
        .flatMap(edition -> known.stream().filter(image -> image.edition().matches(edition)))
        .filter(image -> image.installationType() != InstallationType.SERVER_CORE)
        .findFirst()
        .or(() -> known.stream().findFirst());
  }

  private String schemaLine(Path schema, Path directory) {
    String path = MediaDraft.relative(schema, directory);
    return Printable.line(path).equals(path)
        ? "# yaml-language-server: $schema=" + path + "\n#\n"
        : "";
  }

  private String foundOn() {
    return "%s, version %s, %s"
        .formatted(release.displayName(), image.version(), image.architecture());
  }

  /** The available images, one per line. */
  private String choices() {
    if (entry.isPresent()) {
      return "  # casement inspect shows what else is on the medium once it is downloaded.\n";
    }
    StringBuilder lines = new StringBuilder("  # On the medium:\n");
    for (WindowsImage each : images) {
      lines.append(
          "  #   index: %-3s %s, %s, %s%n"
              .formatted(
                  each.index(),
                  Printable.line(each.edition().value()),
                  each.installationType().wimName(),
                  each.names().stream()
                      .map(name -> '"' + Printable.line(name) + '"')
                      .collect(Collectors.joining(" or "))));
    }
    return lines.toString();
  }

  /**
   * Selects by edition if that identifies this image, as it does for the one with a desktop among
   * several.
   */
  private String selector() {
    List<WindowsImage> same =
        images.stream().filter(each -> each.edition().matches(image.edition().value())).toList();
    long withDesktop =
        same.stream()
            .filter(each -> each.installationType() != InstallationType.SERVER_CORE)
            .count();
    boolean byEdition =
        same.size() == 1
            || (withDesktop == 1 && image.installationType() != InstallationType.SERVER_CORE);
    return byEdition
        ? "edition: " + YamlText.scalar(image.edition().value())
        : "index: " + image.index();
  }

  private boolean hasKey() {
    return ClientSetupKeys.of(release, image.edition(), image.version().build()).isPresent();
  }

  private String keyAdvice() {
    if (hasKey()) {
      return "kms: the edition's public client setup key. Your own: { env: WINDOWS_KEY } or { file:"
          + " key.txt }";
    }
    return image.edition().isEvaluation()
        ? "An evaluation edition takes no key. " + expiry() + "."
        : "There is no public key for this edition. Your own: { env: WINDOWS_KEY } or { file:"
            + " key.txt }";
  }

  private String expiry() {
    return entry
        .flatMap(CatalogueEntry::windows)
        .map(Expiry::of)
        .orElseGet(() -> Expiry.of(release, image.edition()))
        .map(Expiry::toString)
        .orElse("");
  }

  /** The default firmware, or another one that both the medium and Windows support. */
  private Optional<Firmware> possibleFirmware() {
    return Stream.of(release.defaultFirmware(image.architecture()), Firmware.UEFI, Firmware.BIOS)
        .filter(each -> release.supports(image.architecture(), each))
        .filter(each -> bootModes.contains(BootMode.of(each)))
        .findFirst();
  }

  /** The first of the medium's languages that a recipe accepts. */
  private String locale() {
    return image.languages().stream()
        .filter(language -> language.matches(Recipe.Windows.LANGUAGE))
        .filter(WindowsLocales::has)
        .findFirst()
        .orElse("en-US");
  }

  /** The default size, or twice the size of the image if that is larger. */
  private DataSize disk() {
    DataSize needed = new DataSize((((image.totalBytes() * 2) >> 30) + 1) << 30);
    DataSize usual = Machine.usualDisk(release);
    return needed.compareTo(usual) > 0 ? needed : usual;
  }

  /**
   * Microsoft's servers answer Windows 7 only once the two updates of docs/recipe.md are installed.
   */
  private String updates() {
    return release.isKernel61()
        ? """
        # Microsoft's servers answer this Windows only with the packages that docs/recipe.md \
        names, under updates.
        updates: none\
        """
        : """
        # To exclude updates, and to build without those that cannot be installed:
        # updates: { source: microsoft-update, exclude: [ KB5034439 ], onFailure: report }
        updates: microsoft-update\
        """;
  }
}
