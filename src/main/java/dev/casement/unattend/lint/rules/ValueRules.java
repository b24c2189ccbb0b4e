package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;

import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules about the form of individual values. */
final class ValueRules {
  private static final Set<String> TRUTH = Set.of("true", "false", "1", "0");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "boolean-value",
              "Setup stops at a value that is neither true nor false",
              "write true or false",
              Sources.reference("the page of the setting"),
              ValueRules::booleans),
          error(
              "unknown-value",
              "Setup stops at a value that the setting does not have",
              "write one of the values that the message names",
              Sources.reference("WillShowUI, WillReboot, NetworkLocation, ProtectYourPC"),
              ValueRules::words),
          error(
              "wcm-action",
              "lists are added to, modified or removed from; there is no other action",
              "write wcm:action=\"add\"",
              Sources.learn("Answer files overview"),
              ValueRules::action));

  private ValueRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void booleans(Subject subject, Report report) {
    for (String name : KnownSettings.BOOLEANS) {
      subject
          .tree()
          .everywhere(name)
          .forEach(
              element ->
                  element
                      .value()
                      .filter(value -> !TRUTH.contains(value.toLowerCase(Locale.ROOT)))
                      .ifPresent(
                          value ->
                              report.at(
                                  element, name + " is \"" + value + "\", not true or false")));
    }
  }

  private static void words(Subject subject, Report report) {
    for (Map.Entry<String, List<String>> setting : KnownSettings.WORDS.entrySet()) {
      subject
          .tree()
          .everywhere(setting.getKey())
          .forEach(
              element ->
                  element
                      .value()
                      .filter(
                          value -> setting.getValue().stream().noneMatch(value::equalsIgnoreCase))
                      .ifPresent(
                          value ->
                              report.at(
                                  element,
                                  "%s is \"%s\"; its values are %s"
                                      .formatted(
                                          element.name(),
                                          value,
                                          String.join(", ", setting.getValue())))));
    }
  }

  private static void action(Subject subject, Report report) {
    List<String> actions = List.of("add", "modify", "remove");
    subject
        .tree()
        .elements()
        .forEach(
            element ->
                element
                    .attribute("action")
                    .filter(action -> !actions.contains(action))
                    .ifPresent(
                        action ->
                            report.at(
                                element,
                                "<%s> has wcm:action=\"%s\"".formatted(element.name(), action))));
  }
}
