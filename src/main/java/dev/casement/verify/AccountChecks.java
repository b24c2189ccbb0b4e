package dev.casement.verify;

import static dev.casement.report.Rule.warning;

import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the accounts that somebody has made on the image. */
final class AccountChecks {
  private static final String USERS = "SAM\\Domains\\Account\\Users";
  private static final String NAMES = USERS + "\\Names";

  /** Windows' own accounts have lower numbers. Source: Learn, "Security identifiers". */
  private static final long FIRST_NUMBER = 1000;

  // Of the value F: RegRipper's samparse; MS-SAMR, "USER_ACCOUNT Codes".
  private static final int FLAGS_AT = 56;
  private static final int DISABLED = 1;

  /** Windows makes these when it is set up, or when a home group is joined. */
  private static final Set<String> OF_WINDOWS = Set.of("defaultuser0", "homegroupuser$");

  private static final Rule LEFT =
      warning(
          "account-left",
          "each instance has this account, with the password that it had when the image was made",
          "delete the account before sysprep, unless instances are to have it",
          "Learn, \"Local Accounts\"; Vagrant documentation, \"Creating a Base Box\" (its account"
              + " has a password that everybody knows)");

  private AccountChecks() {}

  static List<Rule> rules() {
    return List.of(LEFT);
  }

  static void run(OfflineWindows windows, Findings findings) {
    Set<String> services = serviceAccounts(windows);
    windows
        .hive("SAM")
        .ifPresent(
            sam ->
                names(sam).stream()
                    .filter(name -> isInUse(sam, name))
                    .map(RegistryKey::name)
                    .filter(name -> !OF_WINDOWS.contains(name.toLowerCase(Locale.ROOT)))
                    .filter(name -> !services.contains(name.toLowerCase(Locale.ROOT)))
                    .forEach(
                        name ->
                            findings.add(LEFT, "SAM, " + NAMES, "there is an account " + name)));
  }

  /** Whether an account of this Windows exists; empty if that is unknown. */
  static Optional<Boolean> exists(OfflineWindows windows, String name) {
    return windows
        .hive("SAM")
        .flatMap(sam -> sam.find(NAMES))
        .map(key -> key.find(name).isPresent());
  }

  /** The account of this Windows that a service runs as; empty if it is another's. */
  static Optional<String> ofService(RegistryKey service) {
    return service
        .text("ObjectName")
        .filter(name -> name.startsWith(".\\"))
        .map(name -> name.substring(2));
  }

  private static List<RegistryKey> names(Hive sam) {
    return sam.find(NAMES).map(key -> key.subkeys().toList()).orElse(List.of());
  }

  /** The type of the key's default value is the account's number (RegRipper, samparse). */
  private static boolean isInUse(Hive sam, RegistryKey name) {
    long number = name.value("").map(value -> value.typeCode()).orElse(0L);
    return number >= FIRST_NUMBER && !isDisabled(sam, number);
  }

  private static boolean isDisabled(Hive sam, long number) {
    return sam.find(String.format(Locale.ROOT, "%s\\%08X", USERS, number))
        .flatMap(key -> key.value("F"))
        .map(value -> (value.fields().u16(FLAGS_AT) & DISABLED) != 0)
        .orElse(false);
  }

  /** The accounts of this Windows that services run as, in lower case. */
  private static Set<String> serviceAccounts(OfflineWindows windows) {
    try (Stream<RegistryKey> services = windows.services()) {
      return services
          .flatMap(service -> ofService(service).stream())
          .map(name -> name.toLowerCase(Locale.ROOT))
          .collect(Collectors.toSet());
    }
  }
}
