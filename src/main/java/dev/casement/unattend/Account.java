package dev.casement.unattend;

import dev.casement.report.Secret;
import java.util.Locale;
import java.util.Set;

/**
 * The account that Setup makes usable and that logs on by itself to run the first job.
 *
 * <p>Client editions keep the built-in Administrator disabled and need a local account; server
 * editions need a password for the Administrator (Microsoft Learn, "AdministratorPassword",
 * "LocalAccounts").
 */
public sealed interface Account {
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
    /** Source: Microsoft Learn, "Name" of LocalAccount; reserved names: the built-in ones. */
    private static final Set<String> RESERVED =
        Set.of("administrator", "guest", "none", "defaultaccount", "system", "wdagutilityaccount");

    public LocalAdministrator {
      requirePassword(password);
      if (!name.matches("[^\\p{Cntrl}/\\\\\\[\\]:;|=,+*?<>@\"%]{1,20}")
          || !name.equals(name.strip())
          || name.endsWith(".")) {
        throw new IllegalArgumentException(
            "\""
                + name
                + "\" is no account name: 1 to 20 characters, none of /\\[]:;|=,+*?<>@\"%,"
                + " without spaces around it or a full stop at its end");
      }
      if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("\"" + name + "\" is an account that Windows has");
      }
    }
  }

  private static void requirePassword(Secret password) {
    int length = password.reveal().length();
    if (length < 1 || length > 127) {
      throw new IllegalArgumentException(
          "the password has " + length + " characters; Windows logs on with 1 to 127");
    }
  }
}
