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
 * @param version of the format; incremented when a field changes its meaning or is removed
 * @param build a random UUID
 * @param rehearsal whether the install media were stand-ins and the image contains no Windows
 * @param findings problems of the disk that did not stop the build
 * @param trialBoot what was heard when a throw-away copy was booted; empty without verify.boot
 * @param inventory the contents of the disk; empty if Casement cannot read it
 * @param recipe the resolved recipe, as {@link ResolvedRecipe} writes it
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
    Optional<TrialEntry> trialBoot,
    Optional<Inventory> inventory,
    ImageEntry image) {
  public Manifest {
    // Missing in manifests of earlier versions.
    updates = updates == null ? List.of() : List.copyOf(updates);
    findings = findings == null ? List.of() : List.copyOf(findings);
    trialBoot = trialBoot == null ? Optional.empty() : trialBoot;
    inventory = inventory == null ? Optional.empty() : inventory;
  }

  /**
   * The tools of the build: Casement's version, the hypervisor as it describes itself, qemu-img's
   * version.
   */
  public record Tools(String casement, String hypervisor, String qemuImg) {}

  /**
   * @param size in bytes
   */
  record MediumEntry(String origin, long size, String sha256) {}

  /**
   * The installed image, as the install medium describes it.
   *
   * @param expiresAfterDays when an evaluation edition does; missing in manifests of earlier
   *     versions
   */
  record WindowsEntry(
      String release,
      String edition,
      int index,
      String name,
      String version,
      String architecture,
      String firmware,
      Optional<Integer> expiresAfterDays) {
    WindowsEntry {
      expiresAfterDays = expiresAfterDays == null ? Optional.empty() : expiresAfterDays;
    }
  }

  /**
   * @param seconds with fractions; for the stage that writes the manifest, up to the writing
   * @param outcome {@code done}, or {@code skipped: } and the reason, or {@code continued: } and
   *     the checkpoint
   */
  record StageEntry(String stage, Instant started, double seconds, String outcome) {}

  /** What the guest reported in one VM run. */
  record GuestRunEntry(
      String run, int resets, List<StepEntry> steps, Map<String, List<String>> facts) {}

  record StepEntry(String step, double seconds) {}

  /** What was found on the disk: warnings, and errors that the recipe allows. */
  record FindingEntry(String rule, String severity, String place, String message) {}

  /**
   * What cloudbase-init said in the trial boot.
   *
   * @param machine the disk's bus and the firmware
   * @param seconds from power-on until its service had done its work
   * @param cloudbaseInit its version, if it said so
   * @param plugins those that ran, in order
   * @param excused errors that the lack of a network explains
   */
  record TrialEntry(
      String machine,
      double seconds,
      int resets,
      Optional<String> cloudbaseInit,
      Optional<String> metadataService,
      Optional<String> hostName,
      List<String> plugins,
      List<String> warnings,
      List<String> excused) {}

  /**
   * @param file in the manifest's directory
   * @param size of the file, in bytes
   * @param virtualSize of the disk in it, in bytes
   * @param freeSpace what was done with the free space of each Windows volume; missing in manifests
   *     of earlier versions
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
