package dev.casement.unattend.lint;

import java.util.List;
import java.util.Optional;

/**
 * What is known beside the answer file; without it, what depends on it is not checked.
 *
 * @param install the medium that Setup starts from
 * @param drivers the folders of the driver medium
 */
public record LintContext(Optional<InstallFacts> install, Optional<List<DriverFolder>> drivers) {
  public LintContext {
    drivers = drivers.map(List::copyOf);
  }

  /** Nothing but the file. */
  public static LintContext none() {
    return new LintContext(Optional.empty(), Optional.empty());
  }
}
