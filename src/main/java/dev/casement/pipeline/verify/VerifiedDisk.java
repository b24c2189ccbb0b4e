package dev.casement.pipeline.verify;

import dev.casement.disk.VirtualDisk;
import dev.casement.pipeline.run.GeneralizedDisk;
import dev.casement.pipeline.trial.Trial;
import dev.casement.report.Finding;
import dev.casement.verify.Inventory;
import java.util.List;
import java.util.Optional;

/**
 * A disk without known errors other than those the recipe allows.
 *
 * @param disk exported from the hypervisor to a file of this host
 * @param findings warnings, and errors that the recipe allows
 * @param trial of a throw-away copy; empty if the recipe does not ask for it
 */
public record VerifiedDisk(
    GeneralizedDisk generalized,
    VirtualDisk disk,
    List<Finding> findings,
    Optional<Inventory> inventory,
    Optional<Trial> trial) {
  public VerifiedDisk {
    findings = List.copyOf(findings);
  }
}
