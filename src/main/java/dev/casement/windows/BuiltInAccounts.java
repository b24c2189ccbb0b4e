package dev.casement.windows;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names of Windows' built-in accounts and groups in its languages, which a new account cannot
 * have.
 *
 * <p>Sources: Windows' help on local users and groups ("Local user accounts"; Microsoft Learn,
 * "Local user accounts") in each language for Administrator and Guest, which most other languages
 * do not translate; Microsoft Learn, "Local accounts", for accounts with the same name in every
 * language; Microsoft Learn, "Default local groups", for the groups; Microsoft Learn, "Create a
 * local user account": an account cannot have the name of a group.
 */
public final class BuiltInAccounts {
  private static final Set<String> ADMINISTRATORS =
      fold(
          "Administrator",
          "Administrador", // Spanish, Portuguese
          "Administrateur",
          "Administratör",
          "Järjestelmänvalvoja",
          "Rendszergazda",
          "Администратор");

  private static final Set<String> GUESTS =
      fold(
          "Guest",
          "Convidado", // Portuguese
          "Gast", // German, Dutch
          "Gæst",
          "Gäst",
          "Gjest",
          "Gość",
          "Invitado",
          "Invité",
          "Vendég",
          "Vieras",
          "Гость");

  /** Names that are the same in every language, or reserved in every language. */
  private static final Set<String> OTHERS =
      fold(
          "DefaultAccount",
          "WDAGUtilityAccount",
          "defaultuser0",
          "HomeGroupUser$",
          "System",
          "Local Service",
          "Network Service",
          "None");

  private static final Set<String> GROUPS =
      fold(
          "Administrators",
          "Backup Operators",
          "Device Owners",
          "Event Log Readers",
          "Guests",
          "IIS_IUSRS",
          "Power Users",
          "Remote Desktop Users",
          "Replicator",
          "Users");

  private BuiltInAccounts() {}

  /** Whether Windows has a built-in account or group of this name in any language. */
  public static boolean has(String name) {
    return problemWith(name).isPresent();
  }

  /** Why a new account cannot have this name, or empty if it can. */
  public static Optional<String> problemWith(String name) {
    String folded = fold(name);
    if (GROUPS.contains(folded)) {
      return Optional.of("\"" + name + "\" is a built-in group of Windows");
    }
    boolean isTranslated = ADMINISTRATORS.contains(folded) || GUESTS.contains(folded);
    if (!isTranslated && !OTHERS.contains(folded)) {
      return Optional.empty();
    }
    boolean isEnglish = !isTranslated || Set.of("administrator", "guest").contains(folded);
    return Optional.of(
        "\"%s\" is a built-in account of Windows%s"
            .formatted(name, isEnglish ? "" : " in some languages"));
  }

  /** Whether this is the built-in Administrator's name in any language. */
  public static boolean isAdministrator(String name) {
    return ADMINISTRATORS.contains(fold(name));
  }

  private static Set<String> fold(String... names) {
    return Set.of(names).stream()
        .map(BuiltInAccounts::fold)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Normalizes case and the encoding of accented letters. */
  private static String fold(String name) {
    return Normalizer.normalize(name.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
