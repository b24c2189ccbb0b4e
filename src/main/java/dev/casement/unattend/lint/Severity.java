package dev.casement.unattend.lint;

import java.util.Locale;

/** How much a finding weighs. */
public enum Severity {
  /** Setup stops or asks, or the result is not what the file says. */
  ERROR,
  /** It may work; whoever wrote the file should know. */
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
