package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.ConfigurationPass;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.AnswerTree.Part;
import dev.casement.unattend.lint.xml.Placeholder;
import dev.casement.windows.Architecture;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules about how components are identified, and about their passes. */
final class ComponentRules {
  private static final String IDENTITY =
      Sources.reference("Components") + "; the XML examples of its pages";
  private static final String TOKEN = "31bf3856ad364e35";

  private static final List<LintRule> RULES =
      List.of(
          error(
              "missing-attribute",
              "Setup finds a component by all of its attributes",
              "write name, processorArchitecture, publicKeyToken=\""
                  + TOKEN
                  + "\" and"
                  + " language=\"neutral\"",
              IDENTITY,
              ComponentRules::missingAttribute),
          error(
              "unknown-architecture",
              "Setup ignores components for an architecture other than its own",
              "write amd64, x86 or arm64",
              IDENTITY,
              ComponentRules::unknownArchitecture),
          error(
              "public-key-token",
              "with another token it is not a component of Windows, and Setup ignores it",
              "write publicKeyToken=\"" + TOKEN + "\"",
              IDENTITY,
              ComponentRules::publicKeyToken),
          warning(
              "component-identity",
              "every component of Windows that can be set has language neutral and scope nonSxS",
              "write language=\"neutral\" versionScope=\"nonSxS\"",
              IDENTITY,
              ComponentRules::identity),
          warning(
              "component-of-windowspe",
              "only Setup itself, in pass windowsPE, knows this component: it has no effect here",
              "move the component into <settings pass=\"windowsPE\">",
              Sources.reference("Components"),
              ComponentRules::ofWindowsPe),
          warning(
              "component-pass",
              "its settings are not documented for this pass, and have no effect there",
              "move the component into one of its passes",
              Sources.reference("Components") + "; " + Sources.facts("windowsPE to oobeSystem"),
              ComponentRules::pass),
          warning(
              "misspelt-component",
              "Setup ignores a component that Windows does not have",
              "correct the name",
              Sources.reference("Components"),
              ComponentRules::misspelt),
          error(
              "duplicate-component",
              "Setup stops: \"A component or non-list setting is specified more than once in the"
                  + " answer file.\"",
              "put the settings of both into one component",
              IDENTITY + "; boxcutter/windows-batch issue 50",
              ComponentRules::duplicate),
          warning(
              "architecture-of-one-component",
              "Setup ignores components for an architecture other than its own: this one, or all"
                  + " the others",
              "write the architecture of the others; for several architectures write each component"
                  + " once for each",
              IDENTITY + "; hv-packer issue 22",
              ComponentRules::mixed),
          error(
              "architecture-not-on-media",
              "Setup ignores every component for another architecture, and runs interactively",
              "write the architecture of the medium into processorArchitecture",
              IDENTITY,
              ComponentRules::notOnMedia));

  private ComponentRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void missingAttribute(Subject subject, Report report) {
    for (String required : List.of("name", "processorArchitecture", "publicKeyToken", "language")) {
      subject
          .tree()
          .parts()
          .filter(part -> part.element().attribute(required).orElse("").isBlank())
          .forEach(
              part ->
                  report.at(part.element(), "component " + part.name() + " has no " + required));
    }
  }

  private static void unknownArchitecture(Subject subject, Report report) {
    Set<String> others = Set.of("", "ia64", "arm", "wow64", "msil");
    subject
        .tree()
        .parts()
        .filter(part -> part.architecture().isEmpty())
        .filter(part -> !others.contains(part.architectureWord().toLowerCase(Locale.ROOT)))
        .filter(part -> !Placeholder.leavesOpen(part.architectureWord()))
        .forEach(
            part ->
                report.at(
                    part.element(),
                    "there is no processorArchitecture \"" + part.architectureWord() + "\""));
  }

  private static void publicKeyToken(Subject subject, Report report) {
    subject
        .tree()
        .parts()
        .filter(part -> KnownComponents.passes(part.name()).isPresent())
        .forEach(
            part ->
                part.element()
                    .attribute("publicKeyToken")
                    .filter(token -> !token.isBlank() && !token.strip().equalsIgnoreCase(TOKEN))
                    .filter(token -> !Placeholder.leavesOpen(token))
                    .ifPresent(
                        token ->
                            report.at(
                                part.element(),
                                part.name() + " has publicKeyToken \"" + token + "\"")));
  }

  private static void identity(Subject subject, Report report) {
    for (Part part : subject.tree().parts().toList()) {
      String language = part.element().attribute("language").orElse("neutral");
      String scope = part.element().attribute("versionScope").orElse("nonSxS");
      if (!language.equalsIgnoreCase("neutral") || !scope.equalsIgnoreCase("nonSxS")) {
        report.at(
            part.element(),
            "%s has language \"%s\" and versionScope \"%s\""
                .formatted(part.name(), language, scope));
      }
    }
  }

  private static void ofWindowsPe(Subject subject, Report report) {
    Set<ConfigurationPass> only = Set.of(ConfigurationPass.WINDOWS_PE);
    subject
        .tree()
        .parts()
        .filter(part -> KnownComponents.passes(part.name()).filter(only::equals).isPresent())
        .filter(part -> part.pass().isPresent() && !part.isIn(ConfigurationPass.WINDOWS_PE))
        .forEach(
            part -> report.at(part.element(), part.name() + " is in pass " + part.pass().get()));
  }

  private static void pass(Subject subject, Report report) {
    for (Part part : subject.tree().parts().filter(p -> p.pass().isPresent()).toList()) {
      KnownComponents.passes(part.name())
          .filter(passes -> !passes.contains(part.pass().get()))
          .filter(passes -> !passes.equals(Set.of(ConfigurationPass.WINDOWS_PE)))
          .ifPresent(
              passes ->
                  report.at(
                      part.element(),
                      "%s is in pass %s; its passes are %s"
                          .formatted(
                              part.name(),
                              part.pass().get(),
                              passes.stream()
                                  .map(ConfigurationPass::xmlName)
                                  .collect(Collectors.joining(", ")))));
    }
  }

  private static void misspelt(Subject subject, Report report) {
    for (Part part : subject.tree().parts().toList()) {
      KnownComponents.near(part.name())
          .ifPresent(
              known -> report.at(part.element(), part.name() + " is likely meant to be " + known));
    }
  }

  private static void duplicate(Subject subject, Report report) {
    Set<String> seen = new HashSet<>();
    for (Part part : subject.tree().parts().filter(p -> p.pass().isPresent()).toList()) {
      String identity = part.pass().get() + " " + part.name() + " " + part.architectureWord();
      if (!part.name().isEmpty() && !seen.add(identity.toLowerCase(Locale.ROOT))) {
        report.at(part.element(), part.name() + " is in pass " + part.pass().get() + " again");
      }
    }
  }

  /** Reports a component that does not exist for the architecture of most components. */
  private static void mixed(Subject subject, Report report) {
    List<Part> parts =
        subject.tree().parts().filter(part -> part.architecture().isPresent()).toList();
    Map<Architecture, Set<String>> places = new EnumMap<>(Architecture.class);
    for (Part part : parts) {
      places.computeIfAbsent(part.architecture().get(), _ -> new HashSet<>()).add(place(part));
    }
    Optional<Architecture> most =
        places.keySet().stream()
            .max(
                Comparator.comparingInt(
                    (Architecture a) -> places.getOrDefault(a, Set.of()).size()));
    for (Part part : parts) {
      Set<String> others = most.map(a -> places.getOrDefault(a, Set.of())).orElse(Set.of());
      if (!part.architecture().equals(most) && !others.contains(place(part))) {
        report.at(
            part.element(),
            "%s is for %s, most components are for %s"
                .formatted(
                    part.name(), part.architectureWord(), most.map(a -> a.answerFileName()).get()));
      }
    }
  }

  /** A component and its pass, without the architecture. */
  private static String place(Part part) {
    return part.pass() + " " + part.name().toLowerCase(Locale.ROOT);
  }

  private static void notOnMedia(Subject subject, Report report) {
    subject
        .context()
        .install()
        .filter(facts -> !facts.images().isEmpty())
        .ifPresent(
            facts -> {
              List<Part> setups =
                  subject.tree().parts().filter(part -> part.is(ComponentName.SETUP)).toList();
              boolean fits =
                  setups.stream()
                      .anyMatch(
                          part ->
                              facts.images().stream()
                                  .anyMatch(
                                      image ->
                                          part.architecture()
                                              .filter(image.architecture()::equals)
                                              .isPresent()));
              if (!setups.isEmpty() && !fits) {
                report.at(
                    setups.getFirst().element(),
                    "the component is for %s, the medium for %s"
                        .formatted(
                            setups.getFirst().architectureWord(),
                            facts.images().getFirst().architecture()));
              }
            });
  }
}
