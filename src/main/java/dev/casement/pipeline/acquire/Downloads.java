package dev.casement.pipeline.acquire;

import dev.casement.files.LockFile;
import dev.casement.http.ProxyVariables;
import dev.casement.http.Transfer;
import dev.casement.http.WebPage;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Problems;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Downloads media from http(s) addresses and keeps them for later builds; an interrupted download
 * continues where it stopped.
 */
public final class Downloads {
  private static final int TRIES = 5;
  private static final String CHECK = "check the address, the network and the proxy variables";

  /** How often to check whether another build has downloaded the file. */
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Path directory;
  private final DigestCache digests;
  private final ProxyVariables proxies;
  private final Duration firstPause;
  private final Duration patience;

  /**
   * @param directory where downloads are kept; made when needed
   * @param digests remembers the digests of files that were checked on arrival
   * @param proxies the proxies to use
   * @param firstPause how long to wait before the second attempt; each further wait is twice as
   *     long
   * @param patience how long a connection may deliver nothing before it counts as broken
   */
  public Downloads(
      Path directory,
      DigestCache digests,
      ProxyVariables proxies,
      Duration firstPause,
      Duration patience) {
    this.directory = directory;
    this.digests = digests;
    this.proxies = proxies;
    this.firstPause = firstPause;
    this.patience = patience;
  }

  /**
   * Returns the file, downloading it unless it already exists. If several builds need it at the
   * same time, one downloads it and the others wait.
   *
   * <p>A file with another digest is refused only if there is another address to try; the caller
   * checks what is returned.
   *
   * @throws BuildException NETWORK when it cannot be downloaded from any address
   */
  Path fetch(Remote remote, StageContext context) {
    Download first = remote.mirrors().getFirst();
    Path target = directory.resolve(name(first));
    try {
      if (isThere(target)) {
        return target;
      }
      Files.createDirectories(directory);
      try (LockFile _ = lock(target, context)) {
        if (!isThere(target)) {
          // Earlier versions kept web pages.
          Files.deleteIfExists(target);
          download(remote, target, context);
        }
        return target;
      }
    } catch (IOException e) {
      throw failed(first.name() + " cannot be downloaded: " + why(first, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    }
  }

  private static boolean isThere(Path target) throws IOException {
    return Files.isRegularFile(target) && !WebPage.isIn(target);
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

  private void download(Remote remote, Path target, StageContext context)
      throws IOException, InterruptedException {
    List<String> failures = new ArrayList<>();
    for (Download mirror : remote.mirrors()) {
      try {
        Arrival arrival = new Arrival(remote, directory, context);
        download(mirror, target, arrival, context);
        if (arrival.digest().isPresent()) {
          digests.remember(target, arrival.digest().get());
        }
        return;
      } catch (IOException e) {
        context.checkOnTime();
        if (remote.mirrors().size() == 1) {
          throw e;
        }
        failures.add(mirror.name() + ": " + why(mirror, e));
        if (failures.size() < remote.mirrors().size()) {
          context.warn(
              "%s cannot be downloaded: %s; trying the next address"
                  .formatted(mirror.name(), why(mirror, e)));
        }
      }
    }
    Problems problems = new Problems();
    problems.addAll(failures);
    problems.throwIfAny(
        Failure.NETWORK, "none of the " + failures.size() + " addresses has the file", CHECK);
  }

  private void download(Download from, Path target, Arrival arrival, StageContext context)
      throws IOException, InterruptedException {
    try (Transfer transfer = new Transfer(proxies, patience)) {
      Duration pause = firstPause;
      for (int attempt = 1; ; attempt++) {
        try {
          transfer.bring(from.url(), target, context.remaining(), arrival);
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

  /** Why an attempt failed, as a clause. */
  private String why(Download from, IOException e) {
    Optional<String> proxy = proxies.onTheWayTo(from.url());
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return proxy.isPresent() && ProxyVariables.isUnreached(e)
        ? "the proxy " + proxy.get() + " on the way does not answer (" + reason + ")"
        : reason;
  }

  private static BuildException failed(String what, IOException cause) {
    return new BuildException(
        Failure.NETWORK,
        what,
        cause instanceof Transfer.Refused
            ? CHECK
            : CHECK + "; what has arrived is kept and the next try continues from it",
        cause);
  }

  /** The last segment of the address, made unique by a digest of its identifying part. */
  public static String name(Download from) {
    String path = from.url().getPath() == null ? "" : from.url().getPath();
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return Sha256.of(from.name()).brief() + (last.isEmpty() ? "" : "-" + last);
  }
}
