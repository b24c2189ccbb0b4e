package dev.casement.pipeline.checkpoint;

import dev.casement.files.JsonRecords;
import dev.casement.guest.GuestReport;
import dev.casement.hypervisor.DiskHandle;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * A machine that is switched off after a stage, complete with its disk, state and password.
 *
 * @param directory its own, private
 */
public record Checkpoint(Path directory, Description description) {
  static final String STATE = "state";
  static final String PASSWORD = "password";

  /** Written when a build has used the checkpoint. */
  private static final String USED = "used";

  static final String DESCRIPTION = "checkpoint.json";

  /**
   * What {@code checkpoint.json} says.
   *
   * @param recipe the name of the recipe that it was made for
   * @param after the checkpoint of the stage before, by id
   * @param base the checkpoint whose disk this one's began with, by id; it must remain
   * @param size of the files in the directory, in bytes
   * @param reports what the guest said in this VM run and those before
   */
  public record Description(
      String recipe,
      CheckpointKey key,
      Optional<String> after,
      Optional<String> base,
      Instant time,
      HypervisorKind hypervisor,
      DiskHandle disk,
      long size,
      List<GuestReport> reports) {
    public Description {
      // What Jackson does not find is null.
      Stream.of(recipe, key, time, hypervisor, disk).forEach(Objects::requireNonNull);
      reports = List.copyOf(reports);
    }
  }

  /** Its name in the work directory; never used again. */
  public String id() {
    return String.valueOf(directory.getFileName());
  }

  /** The stage after which the machine was switched off. */
  public String stage() {
    return description.key().stage();
  }

  public Instant time() {
    return description.time();
  }

  /** Begins other disks; is never written to. */
  public DiskHandle disk() {
    return description.disk();
  }

  public List<GuestReport> reports() {
    return description.reports();
  }

  /** The machine's state: firmware variables, TPM. */
  public Path state() {
    return directory.resolve(STATE);
  }

  /**
   * The password of the account that the guest logs on.
   *
   * @throws BuildException HOST when it cannot be read
   */
  public Secret password() {
    try {
      return new Secret(Files.readString(directory.resolve(PASSWORD)));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "the checkpoint " + directory + " cannot be read: " + e,
          "check the permissions there, or build with --fresh",
          e);
    }
  }

  /** Whether this directory holds a checkpoint that can be read. */
  static boolean isReadable(Path directory) {
    try {
      return read(directory).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Notes that the checkpoint in this directory has been used now. */
  static void rememberUse(Path directory) {
    Path used = directory.resolve(USED);
    try {
      Files.deleteIfExists(used);
      Files.createFile(used);
    } catch (IOException e) {
      // It only seems to have been unused for longer.
    }
  }

  /** When a build last used it, or made it. */
  public Instant lastUse() {
    try {
      Instant used = Files.getLastModifiedTime(directory.resolve(USED)).toInstant();
      return used.isAfter(time()) ? used : time();
    } catch (IOException e) {
      return time();
    }
  }

  /** The checkpoints that must remain for this one to be of use, by id. */
  public List<String> needs() {
    return Stream.of(description.after(), description.base())
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /** Reads a checkpoint; empty if its directory is not complete. */
  static Optional<Checkpoint> read(Path directory) throws IOException {
    Path file = directory.resolve(DESCRIPTION);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      byte[] json = Files.readAllBytes(file);
      Description description = JsonRecords.MAPPER.readValue(json, Description.class);
      return Optional.of(new Checkpoint(directory, Objects.requireNonNull(description, "null")));
    } catch (NullPointerException e) {
      throw new IOException("it is empty", e);
    } catch (JacksonException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }

  /** The files of a checkpoint, without its description, in bytes. */
  static long sizeOf(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      long size = 0;
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.endsWith(DESCRIPTION)) {
          size += Files.size(path);
        }
      }
      return size;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The one of this id among these. */
  static Optional<Checkpoint> byId(String id, List<Checkpoint> all) {
    return all.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** How many disks lie below its own. */
  int depth(List<Checkpoint> all) {
    return description
        .base()
        .flatMap(id -> byId(id, all))
        .map(below -> 1 + below.depth(all))
        .orElse(0);
  }
}
