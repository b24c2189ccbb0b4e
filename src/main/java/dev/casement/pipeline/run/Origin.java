package dev.casement.pipeline.run;

import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.ImageCopy;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.report.Secret;
import java.util.List;
import java.util.Optional;

/**
 * Where the machine of a VM run comes from, and what it is after the run.
 *
 * @param key of the checkpoint that the run ends with
 * @param after the checkpoint of the stage before; empty for the first
 * @param base the checkpoint that the disk begins with; empty for the first run
 * @param image what the disk of the first run begins with; empty for an empty disk
 * @param password of the account that the guest logs on; each run has its own
 */
record Origin(
    CheckpointKey key,
    Optional<Checkpoint> after,
    Optional<Checkpoint> base,
    Optional<ImageCopy> image,
    Secret password) {
  /** A machine with an empty disk, or with the content of an image. */
  static Origin first(CheckpointKey key, Optional<ImageCopy> image, Secret password) {
    return new Origin(key, Optional.empty(), Optional.empty(), image, password);
  }

  /** The machine of the checkpoint {@code base}. */
  static Origin of(CheckpointKey key, Checkpoint before, Checkpoint base, Secret password) {
    return new Origin(key, Optional.of(before), Optional.of(base), Optional.empty(), password);
  }

  /** What the guest said in earlier runs. */
  List<GuestReport> reports() {
    return base.map(Checkpoint::reports).orElse(List.of());
  }
}
