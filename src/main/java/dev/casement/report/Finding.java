package dev.casement.report;

import java.util.Optional;

/**
 * An actual or possible problem with an answer file or an image.
 *
 * <p>Never repeats a password or a product key that is not public.
 *
 * @param place the file, as the caller named it; for an image, the partition, file, key or value
 * @param position in the text of that file
 * @param message what is wrong there
 */
public record Finding(Rule rule, String place, Optional<Position> position, String message) {
  public Severity severity() {
    return rule.severity();
  }

  public boolean isError() {
    return severity() == Severity.ERROR;
  }
}
