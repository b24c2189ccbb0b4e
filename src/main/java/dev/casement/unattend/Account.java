package dev.casement.unattend;

import dev.casement.report.Secret;
import dev.casement.windows.BuiltInAccounts;
import java.util.Optional;

/**
 * The account that Setup makes usable and that logs on by itself to run the first job.
 *
 * <p>Client editions keep the built-in Administrator disabled and need a local account; server
 * editions need a password for the Administrator (Microsoft Learn, "AdministratorPassword",
 * "LocalAccounts").
 */
public sealed interface Account {
  /**
   * Printable characters without those that Windows refuses (Microsoft Learn, "Name" of
   * LocalAccount), and without the percent sign, which commands would take for a variable.
   */
  String FORM =
      "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF"
          + "/\\\\\\[\\]:;|=,+*?<>@\"%]{1,20}";

  String name();

  Secret password();

  /** The built-in account, on servers; Setup knows it by its English name in every language. */
  record Administrator(Secret password) implements Account {
    public Administrator {
      requirePassword(password);
    }

    @Override
    public String name() {
      return "Administrator";
    }
  }

  /** A new member of the group Administrators, on clients. */
  record LocalAdministrator(String name, Secret password) implements Account {
    public LocalAdministrator {
      requirePassword(password);
      problemWith(name)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
    }

    /** Why Windows makes no new account of this name, or empty when it does. */
    public static Optional<String> problemWith(String name) {
      return problemWithForm(name).or(() -> BuiltInAccounts.problemWith(name));
    }
  }

  /** Why no account can have this name, new or built-in, or empty when one can. */
  static Optional<String> problemWithForm(String name) {
    boolean wellFormed = name.matches(FORM) && name.equals(name.strip()) && !name.endsWith(".");
    return wellFormed
        ? Optional.empty()
        : Optional.of(
            "\""
                + name
                + "\" is not an account name: 1 to 20 characters, none of /\\[]:;|=,+*?<>@\"%,"
                + " without spaces around it or a full stop at its end");
  }

  private static void requirePassword(Secret password) {
    int length = password.reveal().length();
    if (length < 1 || length > 127) {
      throw new IllegalArgumentException(
          "the password has " + length + " characters; Windows logs on with 1 to 127");
    }
  }
}
