package dev.casement.unattend;

import dev.casement.report.Secret;
import dev.casement.windows.BuiltInAccounts;
import java.util.Optional;

/**
 * The account that Setup enables and that logs on automatically to run the first job.
 *
 * <p>Client editions keep the built-in Administrator disabled and need a local account; server
 * editions need a password for the Administrator (Microsoft Learn, "AdministratorPassword",
 * "LocalAccounts").
 */
public sealed interface Account {
  /**
   * Printable characters, except those that Windows rejects (Microsoft Learn, "Name" of
   * LocalAccount) and the percent sign, which commands would expand.
   */
  String FORM =
      "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF"
          + "/\\\\\\[\\]:;|=,+*?<>@\"%]{1,20}";

  String name();

  Secret password();

  /** The built-in account, on servers; Setup accepts its English name in every language. */
  record Administrator(Secret password) implements Account {
    public Administrator {
      requirePassword(password);
    }

    @Override
    public String name() {
      return "Administrator";
    }
  }

  /** A new member of the Administrators group, on clients. */
  record LocalAdministrator(String name, Secret password) implements Account {
    public LocalAdministrator {
      requirePassword(password);
      problemWith(name)
          .ifPresent(
              problem -> {
                throw new IllegalArgumentException(problem);
              });
    }

    /** Why Windows does not create an account of this name, or empty if it does. */
    public static Optional<String> problemWith(String name) {
      return problemWithForm(name).or(() -> BuiltInAccounts.problemWith(name));
    }
  }

  /** Why no account, new or built-in, can have this name, or empty if one can. */
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
