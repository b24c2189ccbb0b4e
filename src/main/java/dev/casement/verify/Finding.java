package dev.casement.verify;

/**
 * One thing that is wrong with an image, or may be.
 *
 * <p>Never repeats a password.
 *
 * @param place the partition, file, key or value it is about
 * @param message what is wrong there
 */
public record Finding(Rule rule, String place, String message) {
  public boolean isError() {
    return rule.severity() == Severity.ERROR;
  }
}
