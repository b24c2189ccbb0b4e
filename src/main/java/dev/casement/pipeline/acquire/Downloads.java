package dev.casement.pipeline.acquire;

import dev.casement.files.LockFile;
import dev.casement.http.ProxyVariables;
import dev.casement.http.Transfer;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Downloads media from http(s) addresses and keeps them for later builds; an interrupted download
 * continues where it stopped.
 */
public final class Downloads {
  private static final int TRIES = 5;

  /** How often to check whether another build has downloaded the file. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Path directory;
  private final ProxyVariables proxies;
  private final Duration firstPause;
  private final Duration patience;

  /**
   * @param directory where downloads are kept; made when needed
   * @param proxies the proxies to use
   * @param firstPause how long to wait before the second attempt; each further wait is twice as
   *     long
   * @param patience how long a connection may deliver nothing before it counts as broken
   */
  public Downloads(Path directory, ProxyVariables proxies, Duration firstPause, Duration patience) {
    this.directory = directory;
    this.proxies = proxies;
    this.firstPause = firstPause;
    this.patience = patience;
  }

  /**
   * Returns the file that these addresses serve, downloading it unless it already exists. If
   * several builds need it at the same time, one downloads it and the others wait.
   *
   * @param mirrors addresses of the same file, in the order to try; the first names the file
   * @throws BuildException NETWORK when it cannot be downloaded from any
   */
  Path fetch(List<Download> mirrors, StageContext context) {
    Path target = directory.resolve(name(mirrors.getFirst()));
    if (Files.isRegularFile(target)) {
      return target;
    }
    try {
      Files.createDirectories(directory);
      try (LockFile _ = lock(target, context)) {
        if (!Files.isRegularFile(target)) {
          download(mirrors, target, context);
        }
        return target;
      }
    } catch (IOException e) {
      Download first = mirrors.getFirst();
      throw failed(first, why(first, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    }
  }

  private static LockFile lock(Path target, StageContext context)
      throws IOException, InterruptedException {
    Path file = target.resolveSibling("." + target.getFileName() + ".lock");
    Optional<LockFile> lock = LockFile.tryAcquire(file);
    if (lock.isEmpty()) {
      context.progress("waiting for another build, which is downloading " + target.getFileName());
    }
    while (lock.isEmpty()) {
      context.checkOnTime();
      Thread.sleep(LOOK);
      lock = LockFile.tryAcquire(file);
    }
    return lock.get();
  }

  private void download(List<Download> mirrors, Path target, StageContext context)
      throws IOException, InterruptedException {
    for (Download mirror : mirrors) {
      try {
        download(mirror, target, context);
        return;
      } catch (IOException e) {
        context.checkOnTime();
        BuildException failed = failed(mirror, why(mirror, e), e);
        if (mirror.equals(mirrors.getLast())) {
          throw failed;
        }
        context.warn(failed.getMessage() + "; trying the next address");
      }
    }
  }

  private void download(Download from, Path target, StageContext context)
      throws IOException, InterruptedException {
    try (Transfer transfer = new Transfer(proxies, patience)) {
      Duration pause = firstPause;
      for (int attempt = 1; ; attempt++) {
        try {
          transfer.bring(from.url(), target, context.remaining(), new StageProgress(context));
          return;
        } catch (Transfer.Refused e) {
          throw e;
        } catch (IOException e) {
          context.checkOnTime();
          if (attempt == TRIES) {
            throw e;
          }
          context.warn(
              from.name() + ": " + why(from, e) + "; trying again in " + pause.toSeconds() + "s");
          Thread.sleep(pause);
          pause = pause.multipliedBy(2);
        }
      }
    }
  }

  /**
   * Reports a transfer's progress to the stage: per percent, or per 64 MiB if the size is unknown.
   */
  private static final class StageProgress implements Transfer.Progress {
    private final StageContext context;
    private long reported = -1;

    StageProgress(StageContext context) {
      this.context = context;
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
  }

  /** Why an attempt failed, as a clause. */
  private String why(Download from, IOException e) {
    Optional<String> proxy = proxies.onTheWayTo(from.url());
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return proxy.isPresent() && ProxyVariables.isUnreached(e)
        ? "the proxy " + proxy.get() + " on the way does not answer (" + reason + ")"
        : reason;
  }

  private static BuildException failed(
      Download from, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new BuildException(
        Failure.NETWORK,
        "%s cannot be downloaded: %s".formatted(from.name(), why),
        "check the address, the network and the proxy variables; what has arrived is kept and the"
            + " next try continues from it",
        cause);
  }

  /** The last segment of the address, made unique by a digest of its identifying part. */
  public static String name(Download from) {
    String path = from.url().getPath() == null ? "" : from.url().getPath();
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return Sha256.of(from.name()).brief() + (last.isEmpty() ? "" : "-" + last);
  }
}
