package dev.casement.pipeline.verify;

import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.report.Finding;
import dev.casement.verify.Inventory;
import java.util.List;
import java.util.Optional;

/**
 * A disk without known errors other than those the recipe allows.
 *
 * @param findings warnings, and errors that the recipe allows
 */
public record VerifiedDisk(
    GeneralizedDisk generalized, List<Finding> findings, Optional<Inventory> inventory) {
  public VerifiedDisk {
    findings = List.copyOf(findings);
  }
}
