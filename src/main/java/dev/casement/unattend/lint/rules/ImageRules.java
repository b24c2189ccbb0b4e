package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import dev.casement.unattend.lint.ClientKeys;
import dev.casement.unattend.lint.ImageChoices;
import dev.casement.unattend.lint.InstallFacts;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.unattend.lint.xml.Placeholder;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rules about the choice of the image, and the questions that Setup asks before installing it. */
final class ImageRules {
  private static final String META_DATA = Sources.reference("MetaData, Key, Value (OSImage)");

  private static final List<LintRule> RULES =
      List.of(
          warning(
              "image-key",
              "Setup chooses an image by its index, name or description",
              "write /IMAGE/INDEX or /IMAGE/NAME",
              META_DATA,
              ImageRules::key),
          error(
              "image-index",
              "Setup finds no image by this: an index is a number, starting at 1",
              "write the number of the image in the WIM, 1 for the first",
              META_DATA,
              ImageRules::index),
          error(
              "image-not-on-media",
              "Setup stops: the medium has no such image",
              "write an index or a name that the medium has",
              META_DATA,
              ImageRules::notOnMedia),
          error(
              "image-not-chosen",
              "with several images on the medium Setup asks which one to install",
              "choose one by MetaData, or by the key of its edition",
              META_DATA,
              ImageRules::notChosen),
          error(
              "eula",
              "Setup asks the user to accept the licence",
              "write <AcceptEula>true</AcceptEula> into UserData",
              Sources.reference("AcceptEula"),
              ImageRules::eula),
          warning(
              "language-not-on-media",
              "Setup asks for the language when the image does not have the requested one",
              "write a language of the image",
              Sources.reference("UILanguage (Microsoft-Windows-International-Core-WinPE)"),
              ImageRules::language));

  private ImageRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void key(Subject subject, Report report) {
    subject
        .tree()
        .setup()
        .flatMap(setup -> setup.findAll("ImageInstall/OSImage/InstallFrom/MetaData"))
        .forEach(
            data ->
                data.value("Key")
                    .filter(key -> !key.matches("(?i)/IMAGE/(INDEX|NAME|DESCRIPTION)"))
                    .ifPresent(key -> report.at(data, "the Key of MetaData is \"" + key + "\"")));
  }

  private static void index(Subject subject, Report report) {
    values(subject, "INDEX").stream()
        .filter(value -> value.value().isPresent())
        .filter(value -> Element.parse(value.text()).filter(index -> index > 0).isEmpty())
        .forEach(value -> report.at(value, "the index is \"" + value.text() + "\""));
  }

  private static List<Element> values(Subject subject, String key) {
    return subject.tree().setup().flatMap(setup -> ImageChoices.metaData(setup, key)).toList();
  }

  private static void notOnMedia(Subject subject, Report report) {
    List<WindowsImage> images = images(subject);
    if (images.isEmpty()) {
      return;
    }
    for (Element value : valuesFor(images, subject, "INDEX")) {
      value
          .value()
          .flatMap(Element::parse)
          .filter(index -> images.stream().noneMatch(image -> image.index().value() == index))
          .ifPresent(
              index ->
                  report.at(
                      value,
                      String.format(
                          Locale.ROOT,
                          "the medium has no image %d; it has %s",
                          index,
                          list(images))));
    }
    for (Element value : valuesFor(images, subject, "NAME")) {
      value
          .value()
          .filter(name -> images.stream().noneMatch(image -> image.name().equalsIgnoreCase(name)))
          .ifPresent(
              name ->
                  report.at(
                      value,
                      "the medium has no image \"%s\"; it has %s".formatted(name, list(images))));
    }
  }

  /**
   * The values of components for the medium's architecture; other components do not apply to this
   * medium.
   */
  private static List<Element> valuesFor(List<WindowsImage> images, Subject subject, String key) {
    return subject
        .tree()
        .parts()
        .filter(part -> part.is(ComponentName.SETUP) && part.isIn(ConfigurationPass.WINDOWS_PE))
        .filter(
            part ->
                images.stream()
                    .anyMatch(
                        image ->
                            part.architecture().filter(image.architecture()::equals).isPresent()))
        .flatMap(part -> ImageChoices.metaData(part.element(), key))
        .toList();
  }

  private static List<WindowsImage> images(Subject subject) {
    return subject.context().install().map(InstallFacts::images).orElse(List.of());
  }

  private static String list(List<WindowsImage> images) {
    return images.stream()
        .map(image -> image.index() + " \"" + image.name() + "\"")
        .collect(Collectors.joining(", "));
  }

  private static void notChosen(Subject subject, Report report) {
    List<Element> setups = subject.tree().setup().toList();
    boolean installs =
        setups.stream().anyMatch(setup -> setup.find("ImageInstall/OSImage").isPresent());
    if (images(subject).size() > 1
        && installs
        && setups.stream().noneMatch(ImageChoices::choosesAny)
        && ClientKeys.keys(setups).isEmpty()) {
      report.at(setups.getFirst(), "no image is chosen; the medium has " + list(images(subject)));
    }
  }

  private static void eula(Subject subject, Report report) {
    for (Element setup : subject.tree().setup().toList()) {
      Optional<Element> user = setup.find("UserData");
      // A file without a target leaves some questions to the user on purpose.
      boolean installs =
          setup.find("ImageInstall/OSImage/InstallTo").isPresent()
              || setup.isTrue("ImageInstall/OSImage/InstallToAvailablePartition");
      Optional<Element> accept = setup.find("UserData/AcceptEula");
      boolean accepted =
          accept
              .filter(e -> e.text().equalsIgnoreCase("true") || Placeholder.leavesOpen(e.text()))
              .isPresent();
      if (installs && !accepted) {
        report.at(accept.or(() -> user).orElse(setup), "AcceptEula is not true");
      }
    }
  }

  private static void language(Subject subject, Report report) {
    subject
        .installation()
        .image()
        .filter(image -> !image.languages().isEmpty())
        .ifPresent(
            image ->
                subject
                    .tree()
                    .components(
                        ConfigurationPass.WINDOWS_PE, ComponentName.INTERNATIONAL_CORE_WINPE)
                    .flatMap(Element::deep)
                    .filter(element -> element.is("UILanguage"))
                    .filter(element -> element.value().isPresent())
                    .filter(
                        element ->
                            image.languages().stream().noneMatch(element.text()::equalsIgnoreCase))
                    .forEach(
                        element ->
                            report.at(
                                element,
                                "UILanguage is %s; the image has %s"
                                    .formatted(
                                        element.text(), String.join(", ", image.languages())))));
  }
}
