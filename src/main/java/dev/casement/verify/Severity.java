package dev.casement.verify;

import java.util.Locale;

/** How much a finding weighs. */
public enum Severity {
  /** Instances do not start, are not prepared, or hold what they must not. */
  ERROR,
  /** It may work; whoever uses the image should know. */
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
