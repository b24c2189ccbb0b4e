package dev.casement.unattend.lint;

import dev.casement.report.Position;

/**
 * One thing that is wrong with an answer file, or may be.
 *
 * <p>Never repeats a password or a product key that is not public.
 *
 * @param rule the id of the rule, such as {@code order-duplicate}; {@code docs/lint.md} lists them
 * @param file as the caller named it
 * @param message what is wrong here
 * @param why what comes of it
 * @param remedy what to do, an imperative
 * @param source where the rule is from
 */
public record Finding(
    Severity severity,
    String rule,
    String file,
    Position position,
    String message,
    String why,
    String remedy,
    String source) {
  public boolean isError() {
    return severity == Severity.ERROR;
  }
}
