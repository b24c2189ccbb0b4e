package dev.casement.pipeline.inspect;

import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.ImageSelector.ByEdition;
import dev.casement.recipe.Recipe.ImageSelector.ByIndex;
import dev.casement.recipe.Recipe.ImageSelector.ByName;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.InstallationType;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Selects the recipe's image from those on the install medium.
 *
 * <p>Since Server 2016 the core and the desktop image share one edition ID ({@code ServerStandard})
 * and differ in their installation type; a plain edition ID selects the desktop image, and one with
 * {@code Core} appended the other.
 */
final class ImageSelection {
  private ImageSelection() {}

  /**
   * @throws BuildException MEDIA, listing the available images, when not exactly one image is meant
   */
  static WindowsImage choose(List<WindowsImage> images, Optional<ImageSelector> selector) {
    List<WindowsImage> chosen =
        selector.isEmpty()
            ? images
            : switch (selector.get()) {
              case ByEdition(String edition) -> byEdition(images, edition);
              case ByIndex(int index) ->
                  images.stream().filter(image -> image.index().value() == index).toList();
              case ByName(String name) -> byName(images, name);
            };
    if (chosen.size() == 1) {
      return chosen.getFirst();
    }
    String problem =
        selector.isEmpty()
            ? String.format(
                Locale.ROOT,
                "the install medium has %d images and the recipe does not say which",
                images.size())
            : "%s on the install medium for windows.%s"
                .formatted(
                    chosen.isEmpty() ? "there is no image" : "there are several images",
                    describe(selector.get()));
    throw new BuildException(
        Failure.MEDIA,
        problem + "; it has\n" + list(images),
        "set one of windows.edition, windows.index or windows.image in the recipe");
  }

  private static List<WindowsImage> byEdition(List<WindowsImage> images, String edition) {
    List<WindowsImage> same =
        images.stream().filter(image -> image.edition().matches(edition)).toList();
    if (same.size() > 1) {
      return same.stream()
          .filter(image -> image.installationType() != InstallationType.SERVER_CORE)
          .toList();
    }
    if (same.isEmpty() && edition.toLowerCase(Locale.ROOT).endsWith("core")) {
      String full = edition.substring(0, edition.length() - "core".length());
      return images.stream()
          .filter(image -> image.installationType() == InstallationType.SERVER_CORE)
          .filter(image -> image.edition().matches(full))
          .toList();
    }
    return same;
  }

  /** By the name used in answer files, else by the one that DISM and Setup show. */
  private static List<WindowsImage> byName(List<WindowsImage> images, String name) {
    String wanted = name.strip();
    List<WindowsImage> same =
        images.stream().filter(image -> image.name().equalsIgnoreCase(wanted)).toList();
    return same.isEmpty()
        ? images.stream().filter(image -> image.displayName().equalsIgnoreCase(wanted)).toList()
        : same;
  }

  private static String describe(ImageSelector selector) {
    return switch (selector) {
      case ByEdition(String edition) -> "edition: " + edition;
      case ByIndex(int index) -> "index: " + index;
      case ByName(String name) -> "image: " + name;
    };
  }

  private static String list(List<WindowsImage> images) {
    return images.stream()
        .map(
            image ->
                "    index %s  edition %s (%s)  image %s"
                    .formatted(
                        image.index(),
                        image.edition(),
                        image.installationType().wimName(),
                        image.names().stream()
                            .map(name -> '"' + name + '"')
                            .collect(Collectors.joining(" or "))))
        .collect(Collectors.joining("\n"));
  }
}
