package dev.casement.cli.doctor;

import java.util.Locale;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param check what was looked at, in a word or two
 * @param detail what was found or is missing
 * @param remedy what to do; empty if nothing
 */
public record CheckResult(String check, Status status, String detail, Optional<String> remedy) {
  /** The outcome of a check. */
  public enum Status {
    /** Present and usable. */
    OK,
    /** Some builds are impossible or slow. */
    WARN,
    /** No build is possible. */
    MISSING;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static CheckResult ok(String check, String detail) {
    return new CheckResult(check, Status.OK, detail, Optional.empty());
  }

  static CheckResult warn(String check, String detail, String remedy) {
    return new CheckResult(check, Status.WARN, detail, Optional.of(remedy));
  }

  static CheckResult missing(String check, String detail, String remedy) {
    return new CheckResult(check, Status.MISSING, detail, Optional.of(remedy));
  }
}
