package dev.casement.cli.doctor;

import java.util.Locale;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param check what was looked at, in a word or two
 * @param detail what is there, or what is not
 * @param remedy what to do; empty when all is well
 */
public record CheckResult(String check, Status status, String detail, Optional<String> remedy) {
  /** How it stands. */
  public enum Status {
    /** There, and as it should be. */
    OK,
    /** Some builds cannot be done, or only slowly. */
    WARN,
    /** No build can be done. */
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
