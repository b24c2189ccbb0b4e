package dev.casement.unattend.lint;

import dev.casement.unattend.lint.xml.AnswerTree;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Windows that an answer file installs, as far as the file and the medium determine it.
 *
 * @param image the medium's image, if known
 * @param release the release of that image, or as derived from the image name in the file or a
 *     client setup key
 * @param edition likewise the edition ID
 */
public record Installation(
    Optional<WindowsImage> image, Optional<Release> release, Optional<String> edition) {
  /** Image names on Microsoft's media begin like this for all editions. */
  private static final Pattern NAME =
      Pattern.compile(
          "windows (server (?:2008 r2|2012 r2|2012|2016|2019|2022|2025)|7|8\\.1|10|11)\\b.*");

  static Installation of(AnswerTree tree, LintContext context) {
    List<Element> setups = tree.setup().toList();
    Optional<WindowsImage> image =
        context.install().flatMap(facts -> new ImageChoices(facts.images()).chosenBy(setups));
    if (image.isPresent()) {
      return new Installation(
          image, Release.of(image.get()), image.map(chosen -> chosen.edition().value()));
    }
    List<String> names =
        setups.stream()
            .flatMap(setup -> ImageChoices.metaData(setup, "NAME"))
            .flatMap(value -> value.value().stream())
            .toList();
    Optional<Release> release =
        names.stream().flatMap(name -> releaseNamed(name).stream()).findFirst();
    return new Installation(
        Optional.empty(),
        release.or(() -> ClientKeys.release(ClientKeys.keys(setups))),
        names.stream().flatMap(name -> editionNamed(name).stream()).findFirst());
  }

  static Optional<Release> releaseNamed(String imageName) {
    Matcher matcher = NAME.matcher(imageName.strip().toLowerCase(Locale.ROOT));
    return matcher.matches()
        ? Release.ofId("windows-" + matcher.group(1).replace(' ', '-'))
        : Optional.empty();
  }

  /** The edition ID in an image's name; empty if the name does not determine it. */
  private static Optional<String> editionNamed(String imageName) {
    String name = imageName.toUpperCase(Locale.ROOT);
    if (name.contains("EVAL")) {
      return Optional.empty();
    }
    if (name.contains("SERVER")) {
      return name.contains("DATACENTER")
          ? Optional.of("ServerDatacenter")
          : Optional.of("ServerStandard").filter(edition -> name.contains("STANDARD"));
    }
    if (name.matches("WINDOWS [0-9.]+ (ENTERPRISE|EDUCATION)")) {
      return Optional.of(name.endsWith("ENTERPRISE") ? "Enterprise" : "Education");
    }
    return name.matches("WINDOWS [0-9.]+ PRO(FESSIONAL)?")
        ? Optional.of("Professional")
        : Optional.empty();
  }
}
