package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.Installation;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.ClientKeyUse;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about product keys; findings never contain a key that is not public. */
final class KeyRules {
  private static final String KEYS = Sources.learn("KMS client activation and product keys");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "key-form",
              "Setup stops at a malformed key",
              "write five groups of five characters, joined by hyphens, or leave the key out",
              Sources.reference("ProductKey") + "; public key decoders",
              KeyRules::form),
          warning(
              "key-place",
              "the key is not where Setup looks for it",
              "in UserData write <ProductKey><Key>…</Key></ProductKey>, in Shell-Setup"
                  + " <ProductKey>…</ProductKey>",
              Sources.reference("ProductKey (UserData), ProductKey (Shell-Setup)"),
              KeyRules::place),
          error(
              "key-release",
              "Setup finds no image for a key of another release",
              "write the key of the release and edition, or none",
              KEYS,
              KeyRules::release),
          error(
              "key-edition",
              "the key chooses the edition; with another image Setup says that no images are"
                  + " available",
              "write the key of the edition, or choose the image of the key",
              KEYS,
              KeyRules::edition),
          error(
              "key-on-evaluation",
              "evaluation media take no client setup key",
              "remove the key; convert the installed Windows later, or use other media",
              Sources.learn("Upgrade and conversion options for Windows Server"),
              KeyRules::evaluation));

  private KeyRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  /** Every key, from both places where keys are set. */
  private static Stream<Element> keys(Subject subject) {
    return Stream.concat(
        setupKeys(subject),
        subject
            .tree()
            .components(ComponentName.SHELL_SETUP)
            .flatMap(shell -> shell.all("ProductKey")));
  }

  private static Stream<Element> setupKeys(Subject subject) {
    return subject.tree().setup().flatMap(setup -> setup.findAll("UserData/ProductKey/Key"));
  }

  private static void form(Subject subject, Report report) {
    keys(subject)
        .filter(key -> key.children().isEmpty())
        .forEach(
            key ->
                key.value()
                    .filter(text -> !isKey(text))
                    .ifPresent(
                        _ ->
                            report.at(
                                key, "<" + key.name() + "> does not hold a product" + " key")));
  }

  /** Whether this is a product key; Setup also accepts one without hyphens. */
  private static boolean isKey(String text) {
    String key = text.replaceFirst("^(.{5})(.{5})(.{5})(.{5})(.{5})$", "$1-$2-$3-$4-$5");
    try {
      ProductKey.own(key);
      return true;
    } catch (IllegalArgumentException e) {
      return text.matches("0{5}(-0{5}){4}");
    }
  }

  private static void place(Subject subject, Report report) {
    subject
        .tree()
        .setup()
        .flatMap(setup -> setup.findAll("UserData/ProductKey"))
        .filter(key -> key.find("Key").isEmpty() && key.value().isPresent())
        .forEach(key -> report.at(key, "ProductKey of UserData holds text instead of <Key>"));
    subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.all("ProductKey"))
        .filter(key -> !key.children().isEmpty())
        .forEach(key -> report.at(key, "ProductKey of Shell-Setup holds elements"));
    subject
        .tree()
        .setup()
        .flatMap(setup -> setup.all("ProductKey"))
        .forEach(key -> report.at(key, "ProductKey is directly inside the component"));
  }

  private static void release(Subject subject, Report report) {
    Optional<Release> release = subject.installation().release();
    if (release.isEmpty()) {
      return;
    }
    keys(subject)
        .filter(key -> !uses(key).isEmpty())
        .filter(key -> uses(key).stream().noneMatch(use -> use.release() == release.get()))
        .forEach(
            key ->
                report.at(
                    key,
                    "the key is for %s; the image is %s"
                        .formatted(names(key), release.get().displayName())));
  }

  private static void edition(Subject subject, Report report) {
    Installation installation = subject.installation();
    if (installation.release().isEmpty() || installation.edition().isEmpty()) {
      return;
    }
    Release release = installation.release().get();
    String edition = installation.edition().get();
    if (edition.regionMatches(true, edition.length() - 4, "Eval", 0, 4)) {
      return;
    }
    setupKeys(subject)
        .filter(key -> uses(key).stream().anyMatch(use -> use.release() == release))
        .filter(key -> uses(key).stream().noneMatch(use -> use.fits(release, edition)))
        .forEach(
            key ->
                report.at(
                    key, "the key is for %s; the image is %s".formatted(names(key), edition)));
  }

  private static void evaluation(Subject subject, Report report) {
    subject
        .installation()
        .image()
        .filter(image -> image.edition().isEvaluation())
        .ifPresent(
            image ->
                setupKeys(subject)
                    .filter(key -> !uses(key).isEmpty())
                    .forEach(
                        key ->
                            report.at(
                                key,
                                "the key is for %s; the image \"%s\" is an evaluation"
                                    .formatted(names(key), image.name()))));
  }

  private static List<ClientKeyUse> uses(Element key) {
    return key.value().map(ClientKeyUse::of).orElse(List.of());
  }

  private static String names(Element key) {
    return uses(key).stream().map(ClientKeyUse::toString).collect(Collectors.joining(" or "));
  }
}
