package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.report.Spelling;
import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.AnswerTree.Part;
import dev.casement.unattend.lint.xml.Element;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/** Rules about misplaced, duplicate and misspelled settings. */
final class PlacementRules {
  private static final String PAGES = Sources.reference("the page of the setting");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "setting-component",
              "Setup stops at a setting that the component does not have, or ignores it",
              "move the setting into its component",
              PAGES,
              PlacementRules::component),
          warning(
              "setting-pass",
              "the setting is not documented for this pass",
              "move it into a component Microsoft-Windows-Shell-Setup of one of its passes",
              PAGES,
              PlacementRules::pass),
          error(
              "misspelt-setting",
              "Setup stops at a setting that does not exist",
              "correct the name",
              PAGES + "; packer issue 5418",
              PlacementRules::misspelt),
          error(
              "duplicate-setting",
              "Setup stops: \"A component or non-list setting is specified more than once in the"
                  + " answer file.\"",
              "keep one of them",
              PAGES + "; boxcutter/windows-batch issue 50",
              PlacementRules::duplicate),
          warning(
              "duplicate-list",
              "a list is written once; whether both count is not documented",
              "put the items of both into one list",
              PAGES,
              PlacementRules::duplicateList));

  private PlacementRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void component(Subject subject, Report report) {
    for (Part part : subject.tree().parts().toList()) {
      boolean known = Arrays.stream(ComponentName.values()).anyMatch(part::is);
      for (Element setting : part.element().children()) {
        List<ComponentName> owners = KnownSettings.OWNERS.get(setting.name());
        if (known && owners != null && owners.stream().noneMatch(part::is)) {
          report.at(
              setting,
              "%s is in %s; it belongs in %s"
                  .formatted(
                      setting.name(),
                      part.name(),
                      owners.stream()
                          .map(ComponentName::xmlName)
                          .collect(Collectors.joining(" or "))));
        }
      }
    }
  }

  private static void pass(Subject subject, Report report) {
    subject
        .tree()
        .parts()
        .filter(part -> part.is(ComponentName.SHELL_SETUP) && part.pass().isPresent())
        .forEach(
            part ->
                part.element().children().stream()
                    .filter(setting -> KnownSettings.SHELL_PASSES.containsKey(setting.name()))
                    .filter(
                        setting ->
                            !KnownSettings.SHELL_PASSES
                                .getOrDefault(setting.name(), Set.of())
                                .contains(part.pass().get()))
                    .forEach(
                        setting ->
                            report.at(
                                setting, setting.name() + " is in pass " + part.pass().get())));
  }

  private static void misspelt(Subject subject, Report report) {
    for (Map.Entry<String, Set<String>> group : KnownSettings.CHILDREN.entrySet()) {
      subject
          .tree()
          .everywhere(group.getKey())
          .flatMap(element -> element.children().stream())
          .filter(child -> group.getValue().stream().noneMatch(child::is))
          .forEach(
              child ->
                  Spelling.nearest(child.name(), group.getValue(), 2)
                      .ifPresent(
                          name ->
                              report.at(child, child.name() + " is likely meant to be " + name)));
    }
  }

  private static void duplicate(Subject subject, Report report) {
    again(
        subject,
        report,
        (parent, child) ->
            !KnownSettings.isList(child.name())
                && (KnownSettings.isSingle(child.name())
                    || (isPlain(child) && !looksLikeList(parent))));
  }

  private static void duplicateList(Subject subject, Report report) {
    again(subject, report, (_, child) -> KnownSettings.isList(child.name()));
  }

  /**
   * Reports every child selected by the predicate whose name occurred in the same parent before.
   */
  private static void again(
      Subject subject, Report report, BiPredicate<Element, Element> isOfTheKind) {
    for (Part part : subject.tree().parts().toList()) {
      for (Element parent : part.element().deep().toList()) {
        Set<String> seen = new HashSet<>();
        parent.children().stream()
            .filter(child -> child.namespace().equals(parent.namespace()))
            .filter(child -> isOfTheKind.test(parent, child))
            .filter(child -> !seen.add(child.name().toLowerCase(Locale.ROOT)))
            .forEach(
                child ->
                    report.at(
                        child, child.name() + " is in <" + parent.name() + "> more than once"));
      }
    }
  }

  /** Whether this is neither a list item, which has wcm:action, nor a possible group. */
  private static boolean isPlain(Element element) {
    return element.attributes().isEmpty() && element.children().isEmpty();
  }

  /** Whether this appears to be a list without wcm:action: all its children have the same name. */
  private static boolean looksLikeList(Element parent) {
    return !parent.is("component")
        && parent.children().stream().map(Element::name).distinct().count() == 1;
  }
}
