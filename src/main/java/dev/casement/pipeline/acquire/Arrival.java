package dev.casement.pipeline.acquire;

import dev.casement.files.HostSpace;
import dev.casement.http.Transfer;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Checks one download as early as possible, and reports its progress to the stage: per percent, or
 * per 64 MiB if the size is unknown.
 */
final class Arrival implements Transfer.Follower {
  private final Remote remote;
  private final Path directory;
  private final StageContext context;
  private long reported = -1;
  private @Nullable Sha256 digest;

  /**
   * @param directory where the file will be
   */
  Arrival(Remote remote, Path directory, StageContext context) {
    this.remote = remote;
    this.directory = directory;
    this.context = context;
  }

  /** The file's digest, if it was needed to check the file. */
  Optional<Sha256> digest() {
    return Optional.ofNullable(digest);
  }

  @Override
  public void begin(long done, long total) throws IOException {
    if (total >= 0) {
      requireSize(total);
    }
    long size = Math.max(total, remote.size().orElse(-1));
    if (size > done) {
      HostSpace.require(
          directory,
          new DataSize(size - done),
          "the download of " + remote.mirrors().getFirst().name(),
          "--work-dir");
    }
  }

  @Override
  public void at(long done, long total) {
    context.checkOnTime();
    long mark = total <= 0 ? done >> 26 : done * 100 / total;
    if (mark != reported) {
      reported = mark;
      context.progress(
          Optional.empty(),
          total <= 0 ? OptionalInt.empty() : OptionalInt.of((int) mark),
          "downloading, " + new DataSize(done) + " so far");
    }
  }

  /** Another digest is a reason to try another address, if there is one. */
  @Override
  public void complete(Path part) throws IOException {
    requireSize(Files.size(part));
    if (remote.digest().isPresent() && remote.mirrors().size() > 1) {
      ExpectedDigest expected = remote.digest().get();
      digest = Digests.sha256(part, "checking what has arrived", context);
      if (!digest.equals(expected.digest())) {
        throw new Transfer.Refused("the file " + expected.difference(digest));
      }
    }
  }

  private void requireSize(long actual) throws Transfer.Refused {
    if (remote.size().isPresent() && remote.size().getAsLong() != actual) {
      throw new Transfer.Refused(
          "the file has " + actual + " bytes, but the catalogue says " + remote.size().getAsLong());
    }
  }
}
