package dev.casement.report;

import java.util.Locale;

/** How serious a finding is. */
public enum Severity {
  /** It does not work, or is not what was asked for. */
  ERROR,
  /** It may work; whoever uses it should know. */
  WARNING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
