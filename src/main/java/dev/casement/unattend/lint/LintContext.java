package dev.casement.unattend.lint;

import java.util.List;
import java.util.Optional;

/**
 * What is known in addition to the answer file; rules that depend on missing information are
 * skipped.
 *
 * @param install the medium that Setup starts from
 * @param drivers the folders of the driver medium
 */
public record LintContext(Optional<InstallFacts> install, Optional<List<DriverFolder>> drivers) {
  public LintContext {
    drivers = drivers.map(List::copyOf);
  }

  /** The context of a file about which nothing else is known. */
  public static LintContext none() {
    return new LintContext(Optional.empty(), Optional.empty());
  }
}
