package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.windows.BuiltInAccounts;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Rules about computer and account names. */
final class NameRules {
  private static final int NETBIOS_LIMIT = 15;

  private static final List<LintRule> RULES =
      List.of(
          error(
              "computer-name",
              "Setup stops at a name that a computer cannot have",
              "write up to 15 letters, digits and hyphens, not digits alone, or * for a random name",
              Sources.reference("ComputerName"),
              NameRules::computerName),
          warning(
              "long-computer-name",
              "the NetBIOS name of a computer has at most 15 characters; what becomes of the rest"
                  + " differs: cut off, or Setup stops",
              "write up to 15 characters",
              Sources.reference("ComputerName"),
              NameRules::longComputerName),
          error(
              "account-name",
              "Windows does not create an account with this name",
              "write 1 to 20 characters, none of /\\[]:;|=,+*?<>@\"%",
              Sources.reference("Name (LocalAccount)") + "; Microsoft Learn, \"USER_INFO_0\"",
              NameRules::accountName),
          warning(
              "built-in-account",
              "Windows already has an account or group of this name, at least in some languages;"
                  + " it is not created again",
              "set AdministratorPassword, or choose another name",
              Sources.reference("LocalAccounts")
                  + "; Microsoft Learn, \"Create a local user account\"",
              NameRules::builtIn),
          error(
              "account-is-computer",
              "an account cannot have the name of its computer: Setup stops",
              "give one of them another name",
              "AutomatedLab issue 1429",
              NameRules::accountIsComputer),
          error(
              "duplicate-account",
              "an account name can be used only once",
              "remove one of them",
              Sources.reference("LocalAccounts"),
              NameRules::duplicate));

  private NameRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  private static Stream<Element> computerNames(Subject subject) {
    return subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.all("ComputerName"))
        .filter(element -> element.value().isPresent());
  }

  private static void computerName(Subject subject, Report report) {
    computerNames(subject)
        .filter(element -> !element.text().equals("*") && !element.text().contains("%"))
        .forEach(
            element ->
                fault(element.text())
                    .ifPresent(
                        fault ->
                            report.at(
                                element,
                                "the computer name \"%s\" has %s"
                                    .formatted(element.text(), fault))));
  }

  private static Optional<String> fault(String name) {
    if (name.matches("\\d+")) {
      return Optional.of("digits only");
    }
    return name.matches("[^\\s{|}~\\[\\\\\\]^':;<=>?@!\"#$%`()+/.,*&]+")
        ? Optional.empty()
        : Optional.of("a character that it cannot have");
  }

  private static void longComputerName(Subject subject, Report report) {
    computerNames(subject)
        .filter(element -> element.text().length() > NETBIOS_LIMIT)
        .filter(element -> !element.text().contains("%"))
        .forEach(
            element ->
                report.at(
                    element, "the computer name has " + element.text().length() + " characters"));
  }

  static Stream<Element> accounts(Subject subject) {
    return subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.findAll("UserAccounts/LocalAccounts/LocalAccount"));
  }

  private static void accountName(Subject subject, Report report) {
    for (Element account : accounts(subject).toList()) {
      Optional<Element> name = account.find("Name");
      if (name.isEmpty() || name.get().text().isEmpty()) {
        report.at(account, "a LocalAccount has no Name");
      }
      name.flatMap(Element::value)
          .filter(text -> !text.matches("[^\\p{Cntrl}/\\\\\\[\\]:;|=,+*?<>@\"%]{1,20}"))
          .ifPresent(text -> report.at(name.get(), "the account name is \"" + text + "\""));
    }
  }

  private static void builtIn(Subject subject, Report report) {
    for (Element account : accounts(subject).toList()) {
      account
          .value("Name")
          .flatMap(BuiltInAccounts::problemWith)
          .ifPresent(problem -> report.at(account, "LocalAccount: " + problem));
    }
  }

  private static void accountIsComputer(Subject subject, Report report) {
    Set<String> computers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    computerNames(subject).map(Element::text).map(NameRules::netBios).forEach(computers::add);
    for (Element account : accounts(subject).toList()) {
      account
          .value("Name")
          .filter(computers::contains)
          .ifPresent(
              name ->
                  report.at(account, "the account \"" + name + "\" has the name of the computer"));
    }
  }

  /** The NetBIOS name to which Windows truncates a longer name. */
  private static String netBios(String name) {
    return name.substring(0, Math.min(name.length(), NETBIOS_LIMIT));
  }

  private static void duplicate(Subject subject, Report report) {
    subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.findAll("UserAccounts/LocalAccounts"))
        .forEach(
            accounts -> {
              Set<String> seen = new HashSet<>();
              for (Element account : accounts.all("LocalAccount").toList()) {
                account
                    .value("Name")
                    .filter(name -> !seen.add(name.toLowerCase(Locale.ROOT)))
                    .ifPresent(
                        name ->
                            report.at(
                                account, "the account \"" + name + "\" is already" + " defined"));
              }
            });
  }
}
