package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.report.Position;
import dev.casement.unattend.ConfigurationPass;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.AnswerTree;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.unattend.lint.xml.Placeholder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules about an answer file's structure: root, namespaces, passes, places of components. */
final class StructureRules {
  static final String UNATTEND = "urn:schemas-microsoft-com:unattend";
  private static final String WCM = "http://schemas.microsoft.com/WMIConfig/2002/State";
  private static final String FORM = Sources.learn("Answer files overview");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "root-element",
              "Setup recognizes an answer file by its root element",
              "make <unattend> the root element",
              FORM,
              StructureRules::root),
          error(
              "namespace",
              "Setup ignores elements outside its namespace",
              "declare xmlns=\"" + UNATTEND + "\" on <unattend>",
              FORM,
              StructureRules::namespace),
          error(
              "wcm-namespace",
              "wcm:action and wcm:keyValue mean something only in their own namespace",
              "declare xmlns:wcm=\"" + WCM + "\" and write the prefix",
              FORM,
              StructureRules::wcmNamespace),
          error(
              "unknown-pass",
              "Setup knows seven configuration passes, and ignores any other",
              "write one of "
                  + Arrays.stream(ConfigurationPass.values())
                      .map(ConfigurationPass::xmlName)
                      .collect(Collectors.joining(", ")),
              Sources.learn("Windows Setup Configuration Passes"),
              StructureRules::unknownPass),
          warning(
              "misplaced-component",
              "Setup reads components only inside <settings pass=\"…\">",
              "move the component into the <settings> of its pass",
              FORM,
              StructureRules::misplacedComponent),
          warning(
              "stray-element",
              "there is no such element here; Setup ignores it or stops",
              "remove it, or move it where it belongs",
              FORM,
              StructureRules::strayElement),
          warning(
              "stray-text",
              "text between elements is not a setting; often a tag is broken here",
              "remove the text, or put it into an element",
              FORM,
              StructureRules::strayText),
          warning(
              "duplicate-pass",
              "Windows System Image Manager writes each pass once; which one counts is not documented",
              "put the components of both into one <settings>",
              FORM,
              StructureRules::duplicatePass),
          warning(
              "unfilled-placeholder",
              "Windows would use the placeholder itself as the value",
              "lint the file after your tool has filled it in",
              "how Packer, Terraform, Jinja and MAAS mark what they fill in",
              StructureRules::placeholder));

  private StructureRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static void root(Subject subject, Report report) {
    Element root = subject.tree().root();
    if (!root.name().equals("unattend")) {
      report.at(root, "the root element is <" + root.name() + ">");
    }
  }

  private static void namespace(Subject subject, Report report) {
    Element root = subject.tree().root();
    if (!root.namespace().equals(UNATTEND)) {
      report.at(root, "<" + root.name() + "> is in " + named(root.namespace()));
      return;
    }
    root.all("settings")
        .flatMap(Element::deep)
        .filter(element -> element.is("settings") || element.is("component"))
        .filter(element -> !element.namespace().equals(UNATTEND))
        .forEach(
            element ->
                report.at(element, "<" + element.name() + "> is in " + named(element.namespace())));
  }

  private static String named(String namespace) {
    return namespace.isEmpty() ? "no namespace" : "the namespace " + namespace;
  }

  private static void wcmNamespace(Subject subject, Report report) {
    subject
        .tree()
        .elements()
        .forEach(
            element ->
                element.attributes().stream()
                    .filter(a -> a.name().equals("action") || a.name().equals("keyValue"))
                    .filter(attribute -> !attribute.namespace().equals(WCM))
                    .forEach(
                        attribute ->
                            report.at(
                                element,
                                "the attribute %s of <%s> is in %s"
                                    .formatted(
                                        attribute.name(),
                                        element.name(),
                                        named(attribute.namespace())))));
  }

  private static void unknownPass(Subject subject, Report report) {
    subject
        .tree()
        .root()
        .all("settings")
        .filter(settings -> AnswerTree.pass(settings).isEmpty())
        .forEach(
            settings ->
                report.at(
                    settings,
                    settings
                        .attribute("pass")
                        .map(pass -> "there is no pass \"" + pass + "\"")
                        .orElse("<settings> has no attribute pass")));
  }

  private static void misplacedComponent(Subject subject, Report report) {
    Element root = subject.tree().root();
    Set<Position> inPlace =
        subject
            .tree()
            .parts()
            .map(part -> part.element().position())
            .collect(Collectors.toCollection(HashSet::new));
    root.deep()
        .filter(element -> element.is("component") && !inPlace.contains(element.position()))
        .filter(element -> element.attribute("name").isPresent())
        .forEach(
            element ->
                report.at(
                    element,
                    "component %s is not directly inside <settings>"
                        .formatted(element.attribute("name").orElse(""))));
  }

  private static void strayElement(Subject subject, Report report) {
    Element root = subject.tree().root();
    root.children().stream()
        .filter(child -> child.namespace().equals(root.namespace()))
        .filter(child -> !child.is("settings") && !child.is("servicing") && !child.is("component"))
        .forEach(child -> report.at(child, "<" + child.name() + "> is directly inside the root"));
    root.all("settings")
        .flatMap(settings -> settings.children().stream())
        .filter(child -> !child.is("component"))
        .forEach(child -> report.at(child, "<" + child.name() + "> is directly inside <settings>"));
  }

  private static void strayText(Subject subject, Report report) {
    subject
        .tree()
        .root()
        .deep()
        .filter(element -> !element.children().isEmpty() && !element.text().isEmpty())
        .filter(element -> element.namespace().equals(UNATTEND))
        .filter(element -> !Placeholder.isIn(element.text()))
        .forEach(
            element -> report.at(element, "<" + element.name() + "> has both elements and text"));
  }

  private static void duplicatePass(Subject subject, Report report) {
    Set<ConfigurationPass> seen = new HashSet<>();
    subject
        .tree()
        .root()
        .all("settings")
        .forEach(
            settings ->
                AnswerTree.pass(settings)
                    .filter(pass -> !seen.add(pass))
                    .ifPresent(pass -> report.at(settings, "pass " + pass + " is there again")));
  }

  private static void placeholder(Subject subject, Report report) {
    subject
        .tree()
        .root()
        .deep()
        .filter(element -> element.namespace().equals(UNATTEND))
        .filter(
            element ->
                (!isScript(element) && Placeholder.isIn(element.text()))
                    || element.attributes().stream().anyMatch(a -> Placeholder.isIn(a.value())))
        .forEach(element -> report.at(element, "<" + element.name() + "> is not filled in"));
  }

  /** In PowerShell, {@code ${name}} is a variable. */
  private static boolean isScript(Element element) {
    return element.is("CommandLine") || element.is("Path");
  }
}
