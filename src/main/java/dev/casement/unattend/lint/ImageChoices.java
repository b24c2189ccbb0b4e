package dev.casement.unattend.lint;

import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.ClientKeyUse;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The images of a medium, and the one that an answer file chooses. */
public record ImageChoices(List<WindowsImage> images) {
  private static final String META_DATA = "ImageInstall/OSImage/InstallFrom/MetaData";

  /** The Value elements of the MetaData with this key, such as {@code NAME}. */
  public static Stream<Element> metaData(Element setup, String key) {
    return setup
        .findAll(META_DATA)
        .filter(data -> data.value("Key").filter(("/IMAGE/" + key)::equalsIgnoreCase).isPresent())
        .flatMap(data -> data.all("Value"));
  }

  /**
   * The image that Setup would install; empty if the file does not determine it.
   *
   * @param setups the components that choose the image, one for each architecture
   */
  Optional<WindowsImage> chosenBy(List<Element> setups) {
    List<WindowsImage> chosen =
        images.stream()
            .filter(image -> setups.stream().anyMatch(setup -> chooses(setup, image)))
            .toList();
    if (chosen.size() == 1) {
      return Optional.of(chosen.getFirst());
    }
    List<WindowsImage> keyed = images.stream().filter(image -> hasKeyFor(setups, image)).toList();
    return keyed.size() == 1 && setups.stream().noneMatch(ImageChoices::choosesAny)
        ? Optional.of(keyed.getFirst())
        : Optional.of(images)
            .filter(all -> all.size() == 1)
            .map(List::getFirst)
            .filter(_ -> setups.stream().noneMatch(ImageChoices::choosesAny));
  }

  public static boolean choosesAny(Element setup) {
    return setup.find(META_DATA).isPresent();
  }

  private static boolean chooses(Element setup, WindowsImage image) {
    return values(setup, "INDEX").anyMatch(value -> value.equals(image.index().toString()))
        || values(setup, "NAME").anyMatch(image.name()::equalsIgnoreCase);
  }

  private static Stream<String> values(Element setup, String key) {
    return metaData(setup, key).flatMap(value -> value.value().stream());
  }

  private static boolean hasKeyFor(List<Element> setups, WindowsImage image) {
    return Release.of(image)
        .map(
            release ->
                ClientKeys.keys(setups).stream()
                    .flatMap(key -> ClientKeyUse.of(key).stream())
                    .anyMatch(use -> use.fits(release, image.edition().value())))
        .orElse(false);
  }
}
