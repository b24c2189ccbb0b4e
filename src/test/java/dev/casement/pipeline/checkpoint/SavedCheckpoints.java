package dev.casement.pipeline.checkpoint;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.FileHandles;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.StubHypervisor;
import dev.casement.report.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checkpoints in a work directory, as builds that have ended left them. */
public final class SavedCheckpoints {
  private final Path work;
  private int disks;

  public SavedCheckpoints(Path work) {
    this.work = work;
  }

  /** The store as another process sees it; holds nothing yet. */
  public Checkpoints open() {
    return new Checkpoints(work, new Moving(), _ -> {});
  }

  /** Saves a checkpoint whose disk has this size, without replacing others. */
  public Checkpoint save(
      String recipe, String stage, Optional<Checkpoint> after, Instant time, int size)
      throws IOException {
    Path disk = Files.write(work.resolve("disk-" + ++disks + ".qcow2"), new byte[size]);
    CheckpointKey key = new CheckpointKey(stage, Map.of("disk", "" + disks));
    try (Checkpoints checkpoints = open();
        Checkpoints all = open()) {
      // Those that are held are not replaced.
      for (Checkpoint each : all.all()) {
        all.find(each.description().key(), before(each, all));
      }
      return checkpoints.save(
          recipe,
          new Checkpoints.Machine(
              key,
              after,
              after,
              FileHandles.of(new VirtualDisk(disk, DiskFormat.QCOW2)),
              work.resolve("no-state"),
              new Secret("secret"),
              List.of()),
          time);
    }
  }

  /** Saves a checkpoint whose disk a hypervisor keeps where it is. */
  public Checkpoint saveIn(HypervisorKind kind, String disk) {
    try (Checkpoints checkpoints = new Checkpoints(work, new Staying(kind), _ -> {})) {
      return checkpoints.save(
          "kept",
          new Checkpoints.Machine(
              new CheckpointKey("InstallWindows", Map.of()),
              Optional.empty(),
              Optional.empty(),
              new DiskHandle(disk),
              work.resolve("no-state"),
              new Secret("secret"),
              List.of()),
          Instant.EPOCH);
    }
  }

  private static final class Staying extends StubHypervisor {
    Staying(HypervisorKind kind) {
      super(kind);
    }

    @Override
    public DiskHandle keepDisk(DiskHandle disk, Path directory) {
      return disk;
    }
  }

  private static Optional<Checkpoint> before(Checkpoint checkpoint, Checkpoints all) {
    return checkpoint
        .description()
        .after()
        .flatMap(id -> all.all().stream().filter(each -> each.id().equals(id)).findFirst());
  }

  /** Uses a checkpoint as a build does, until the result is closed. */
  public Checkpoints use(Checkpoint checkpoint) {
    Checkpoints checkpoints = open();
    var _ =
        checkpoints
            .find(checkpoint.description().key(), before(checkpoint, checkpoints))
            .orElseThrow();
    return checkpoints;
  }

  /** Its disks are files, and moved as those of QEMU and VirtualBox are. */
  private static final class Moving extends StubHypervisor {
    Moving() {
      super(HypervisorKind.QEMU);
    }

    @Override
    public DiskHandle keepDisk(DiskHandle disk, Path directory) {
      return FileHandles.keep(disk, directory);
    }

    @Override
    public void deleteDisk(DiskHandle disk) {
      FileHandles.delete(disk);
    }
  }
}
