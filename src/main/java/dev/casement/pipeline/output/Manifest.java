package dev.casement.pipeline.output;

import dev.casement.disk.compact.VolumeSpace;
import dev.casement.pipeline.run.UpdateOutcome;
import dev.casement.verify.Inventory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of a build, written beside its image as {@code manifest.json}; {@code
 * docs/manifest.md} describes it for readers.
 *
 * @param version of this form; grows when a field changes its meaning or goes away
 * @param build a random UUID
 * @param rehearsal whether the install media were stand-ins and there is no Windows in the image
 * @param findings what is not right with the disk, and was no reason to stop
 * @param inventory what is on it; empty when Casement cannot read it
 * @param recipe the resolved recipe, as {@link ResolvedRecipe} has it
 */
public record Manifest(
    int version,
    String build,
    String name,
    boolean rehearsal,
    Tools tools,
    Map<String, Object> recipe,
    Map<String, MediumEntry> media,
    WindowsEntry windows,
    List<StageEntry> stages,
    List<GuestRunEntry> guest,
    List<UpdateOutcome> updates,
    List<FindingEntry> findings,
    Optional<Inventory> inventory,
    ImageEntry image) {
  public Manifest {
    // Manifests of earlier versions have none.
    updates = updates == null ? List.of() : List.copyOf(updates);
    findings = findings == null ? List.of() : List.copyOf(findings);
    inventory = inventory == null ? Optional.empty() : inventory;
  }

  /**
   * What made it: Casement's own version, the hypervisor as it describes itself, qemu-img's
   * version.
   */
  public record Tools(String casement, String hypervisor, String qemuImg) {}

  /**
   * @param size in bytes
   */
  record MediumEntry(String origin, long size, String sha256) {}

  /** The installed image, as the install medium describes it. */
  record WindowsEntry(
      String release,
      String edition,
      int index,
      String name,
      String version,
      String architecture,
      String firmware) {}

  /**
   * @param seconds with fractions; for the stage that writes the manifest, until it is written
   * @param outcome {@code done}, or {@code skipped: } and why
   */
  record StageEntry(String stage, Instant started, double seconds, String outcome) {}

  /** What the guest reported in one VM run. */
  record GuestRunEntry(
      String run, int resets, List<StepEntry> steps, Map<String, List<String>> facts) {}

  record StepEntry(String step, double seconds) {}

  /** What was found on the disk: warnings, and errors that the recipe allows. */
  record FindingEntry(String rule, String severity, String place, String message) {}

  /**
   * @param file beside the manifest
   * @param size of the file in bytes
   * @param virtualSize of the disk in it in bytes
   * @param freeSpace what became of the free space of each volume of Windows; manifests of earlier
   *     versions have none
   */
  record ImageEntry(
      String file,
      String format,
      long size,
      long virtualSize,
      String sha256,
      String sha512,
      List<VolumeSpace> freeSpace) {
    ImageEntry {
      freeSpace = freeSpace == null ? List.of() : List.copyOf(freeSpace);
    }
  }
}
