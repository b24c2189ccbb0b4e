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
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Media from http(s) addresses, kept for later builds; an interrupted download continues where it
 * stopped.
 */
public final class Downloads {
  private static final int TRIES = 5;

  /** How often to look whether another build has brought the file. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Path directory;
  private final ProxyVariables proxies;
  private final Duration firstPause;
  private final Duration patience;

  /**
   * @param directory where downloads are kept; made when needed
   * @param proxies the way to the network
   * @param firstPause how long to wait before the second try; each further wait is twice as long
   * @param patience how long a connection may bring nothing before it counts as cut
   */
  public Downloads(Path directory, ProxyVariables proxies, Duration firstPause, Duration patience) {
    this.directory = directory;
    this.proxies = proxies;
    this.firstPause = firstPause;
    this.patience = patience;
  }

  /**
   * Returns the file that this address serves, downloading it unless it already exists. Of several
   * builds that want it at the same time one downloads it, and the others wait.
   *
   * @throws BuildException NETWORK when it cannot be had
   */
  Path fetch(Download from, StageContext context) {
    Path target = directory.resolve(name(from));
    if (Files.isRegularFile(target)) {
      return target;
    }
    try {
      Files.createDirectories(directory);
      try (LockFile _ = lock(target, context)) {
        if (!Files.isRegularFile(target)) {
          download(from, target, context);
        }
        return target;
      }
    } catch (IOException e) {
      throw failed(from, why(from, e), e);
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

  private void download(Download from, Path target, StageContext context)
      throws IOException, InterruptedException {
    try (Transfer transfer = new Transfer(proxies, patience)) {
      Duration pause = firstPause;
      for (int attempt = 1; ; attempt++) {
        try {
          transfer.bring(from.url(), target, context.remaining(), new Told(context));
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

  /** Tells the stage how far a transfer is: per percent, or per 64 MiB when the end is unknown. */
  private static final class Told implements Transfer.Progress {
    private final StageContext context;
    private long told = -1;

    Told(StageContext context) {
      this.context = context;
    }

    @Override
    public void at(long done, long total) {
      context.checkOnTime();
      long mark = total <= 0 ? done >> 26 : done * 100 / total;
      if (mark != told) {
        told = mark;
        context.progress(
            Optional.empty(),
            total <= 0 ? OptionalInt.empty() : OptionalInt.of((int) mark),
            "downloading, " + new DataSize(done) + " so far");
      }
    }
  }

  /** Why a try came to nothing, a clause. */
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

  /** The address's last name, made unique by a digest of what tells the address from others. */
  public static String name(Download from) {
    String path = from.url().getPath() == null ? "" : from.url().getPath();
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return Sha256.of(from.name()).brief() + (last.isEmpty() ? "" : "-" + last);
  }
}
