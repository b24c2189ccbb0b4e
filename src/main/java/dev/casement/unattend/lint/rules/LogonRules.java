package dev.casement.unattend.lint.rules;

import static dev.casement.unattend.lint.LintRule.error;
import static dev.casement.unattend.lint.LintRule.warning;

import dev.casement.unattend.ComponentName;
import dev.casement.unattend.lint.LintRule;
import dev.casement.unattend.lint.LintRule.Report;
import dev.casement.unattend.lint.Sources;
import dev.casement.unattend.lint.Subject;
import dev.casement.unattend.lint.xml.Element;
import dev.casement.unattend.lint.xml.Placeholder;
import dev.casement.windows.BuiltInAccounts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules about AutoLogon and passwords. */
final class LogonRules {
  private static final String PAGE = Sources.reference("AutoLogon");

  private static final List<LintRule> RULES =
      List.of(
          error(
              "autologon-user",
              "without a name nobody is logged on",
              "write <Username>",
              PAGE,
              LogonRules::user),
          error(
              "autologon-password",
              "Windows stops at the logon screen without the right password",
              "write the password of the account into AutoLogon",
              PAGE,
              LogonRules::password),
          warning(
              "autologon-unknown-user",
              "the file does not create this account; Windows stops at the logon screen if it does"
                  + " not exist",
              "create the account in UserAccounts, or name one that exists",
              PAGE,
              LogonRules::unknownUser),
          warning(
              "autologon-count",
              "without a count Windows may log on once only, or forever",
              "write <LogonCount>1</LogonCount>, or as many as are needed",
              Sources.reference("LogonCount"),
              LogonRules::count),
          error(
              "autologon-count-number",
              "Setup stops at a count that is not a number",
              "write a number",
              Sources.reference("LogonCount"),
              LogonRules::countNumber),
          error(
              "password-encoding",
              "with PlainText false Setup decodes the value, and stops at one that is not the Base64"
                  + " form of the UTF-16 text of the password followed by the element's name",
              "encode it with Windows System Image Manager, or write <PlainText>true</PlainText>",
              Sources.reference("PlainText") + "; GenerateAnswerFile issue 48",
              LogonRules::encoding),
          warning(
              "plain-text-password",
              "anyone who can read the file can read the password: Setup leaves copies in Panther,"
                  + " and Base64 does not hide it",
              "use a password for the build only, change it afterwards, and delete the copies",
              Sources.reference("PlainText") + "; unattend-generator issue 293",
              LogonRules::plainText));

  private LogonRules() {}

  static List<LintRule> all() {
    return RULES;
  }

  /** Every enabled AutoLogon. */
  private static List<Element> autoLogons(Subject subject) {
    return subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(shell -> shell.all("AutoLogon"))
        .filter(logon -> logon.isTrue("Enabled"))
        .toList();
  }

  private static void user(Subject subject, Report report) {
    autoLogons(subject).stream()
        .filter(logon -> logon.find("Username").filter(u -> !u.text().isEmpty()).isEmpty())
        .forEach(logon -> report.at(logon, "AutoLogon has no Username"));
  }

  private static void password(Subject subject, Report report) {
    for (Element logon : autoLogons(subject)) {
      Optional<Password> own = logon.find("Password").map(Password::new);
      logon
          .value("Username")
          .flatMap(user -> passwordOf(subject, user))
          .flatMap(Password::secret)
          .ifPresent(
              expected -> {
                if (own.isEmpty() && !expected.isEmpty()) {
                  report.at(logon, "AutoLogon has no Password, and the account has one");
                } else if (own.flatMap(Password::secret)
                    .filter(secret -> !secret.equals(expected))
                    .isPresent()) {
                  report.at(
                      logon, "the Password of AutoLogon is not the one that the account is given");
                }
              });
    }
  }

  private static Optional<Password> passwordOf(Subject subject, String user) {
    Stream<Element> found =
        BuiltInAccounts.isAdministrator(user)
            ? subject
                .tree()
                .components(ComponentName.SHELL_SETUP)
                .flatMap(shell -> shell.findAll("UserAccounts/AdministratorPassword"))
            : NameRules.accounts(subject)
                .filter(a -> a.value("Name").filter(user::equalsIgnoreCase).isPresent())
                .flatMap(account -> account.all("Password"));
    return found.findFirst().map(Password::new);
  }

  private static void unknownUser(Subject subject, Report report) {
    if (subject.tree().setup().findAny().isEmpty()) {
      return; // The image that sysprep generalizes may have the account.
    }
    for (Element logon : autoLogons(subject)) {
      logon
          .value("Username")
          .filter(user -> !BuiltInAccounts.isAdministrator(user))
          .filter(user -> logon.find("Domain").filter(d -> !d.text().isEmpty()).isEmpty())
          .filter(
              user ->
                  NameRules.accounts(subject)
                      .flatMap(account -> account.all("Name"))
                      .noneMatch(
                          name ->
                              name.text().equalsIgnoreCase(user) || Placeholder.isIn(name.text())))
          .ifPresent(user -> report.at(logon, "AutoLogon is for \"" + user + "\""));
    }
  }

  private static void count(Subject subject, Report report) {
    autoLogons(subject).stream()
        .filter(logon -> logon.find("LogonCount").isEmpty())
        .forEach(logon -> report.at(logon, "AutoLogon has no LogonCount"));
  }

  private static void countNumber(Subject subject, Report report) {
    for (Element logon : autoLogons(subject)) {
      logon
          .value("LogonCount")
          .filter(count -> !count.matches("\\d{1,10}"))
          .ifPresent(count -> report.at(logon, "LogonCount is \"" + count + "\""));
    }
  }

  private static Stream<Password> passwords(Subject subject) {
    return subject
        .tree()
        .components(ComponentName.SHELL_SETUP)
        .flatMap(Element::deep)
        .filter(element -> Password.NAMES.stream().anyMatch(element::is))
        .map(Password::new)
        .filter(password -> !password.isEmpty() && !password.isPlaceholder());
  }

  private static void encoding(Subject subject, Report report) {
    passwords(subject)
        .forEach(
            password ->
                password
                    .encodingFault()
                    .ifPresent(
                        fault ->
                            report.at(
                                password.element(),
                                "%s has PlainText false, and its value %s"
                                    .formatted(password.element().name(), fault))));
  }

  private static void plainText(Subject subject, Report report) {
    passwords(subject)
        .forEach(
            password ->
                report.at(
                    password.element(),
                    password.isPlain()
                        ? password.element().name() + " is in plain text"
                        : password.element().name() + " is only encoded, not encrypted"));
  }
}
