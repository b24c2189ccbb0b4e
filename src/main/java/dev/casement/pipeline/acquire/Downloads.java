package dev.casement.pipeline.acquire;

import dev.casement.files.CompleteFile;
import dev.casement.files.LockFile;
import dev.casement.openstack.cloud.ProxyVariables;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.recipe.Recipe.Location.Download;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.report.Secret;
import dev.casement.units.DataSize;
import dev.casement.units.Durations;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Media from http(s) addresses, kept for later builds; an interrupted download continues where it
 * stopped.
 *
 * <p>A partial file is only continued when the server vouches, by ETag or date, that it still
 * serves the same bytes (RFC 9110, 13.1.5 If-Range and 14.2 Range).
 */
public final class Downloads {
  private static final int TRIES = 5;
  private static final int PIECE = 1 << 16;

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
      throw StageContext.cancelled();
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
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(30))
            .proxy(proxies)
            .build()) {
      Duration pause = firstPause;
      for (int attempt = 1; ; attempt++) {
        try {
          attempt(client, from, target, context);
          return;
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

  private void attempt(HttpClient client, Download from, Path target, StageContext context)
      throws IOException, InterruptedException {
    Path part = CompleteFile.partOf(target);
    Path validatorFile = part.resolveSibling(part.getFileName() + ".validator");
    long have = Files.exists(part) && Files.exists(validatorFile) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(from.url()).timeout(context.remaining());
    // The client keeps it from the server behind.
    authorization(from.url())
        .ifPresent(basic -> request.header("Proxy-Authorization", basic.reveal()));
    if (have > 0) {
      request
          .header("Range", "bytes=" + have + "-")
          .header("If-Range", Files.readString(validatorFile));
    }
    HttpResponse<InputStream> response = send(client, request.build(), from);
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> have = 0;
        case 206 -> {}
        case 407 -> throw failed(from, "the proxy rejected this user", null);
        case 416 -> {
          // All of it has arrived, or more, and yet an earlier build has not taken it.
          Files.deleteIfExists(part);
          Files.deleteIfExists(validatorFile);
          throw new IOException(
              "the server has nothing after the part already downloaded;" + " downloading again");
        }
        case 408, 425, 429, 500, 502, 503, 504 ->
            throw new IOException("the server answered " + response.statusCode());
        default -> throw failed(from, "the server answered " + response.statusCode(), null);
      }
      keepValidator(response, validatorFile);
      long rest = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      receive(body, part, new Extent(have, rest < 0 ? -1 : have + rest), context);
    }
    CompleteFile.publish(part, target);
    Files.deleteIfExists(validatorFile);
  }

  private static HttpResponse<InputStream> send(
      HttpClient client, HttpRequest request, Download from)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IllegalArgumentException e) {
      // The request itself is sound: it is an address that the client was redirected to.
      throw failed(
          from,
          "it redirects to a host whose name Java's HTTP client does not accept, such as one with"
              + " an"
              + " underscore ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /** The credentials for the proxy, if there is one. */
  private Optional<Secret> authorization(URI url) {
    try {
      return proxies.authorization(url);
    } catch (BuildException e) {
      throw new BuildException(Failure.NETWORK, e.what(), e.remedy(), e);
    }
  }

  /**
   * @param have bytes of an earlier try
   * @param total bytes of the whole file, or -1 when the server does not say
   */
  private record Extent(long have, long total) {}

  private void receive(InputStream body, Path part, Extent extent, StageContext context)
      throws IOException {
    long total = extent.total();
    long done = extent.have();
    try (StallGuard guard = new StallGuard(body, patience);
        OutputStream out = append(part, extent)) {
      byte[] piece = new byte[PIECE];
      int told = -1;
      for (int read = read(body, piece, guard); read >= 0; read = read(body, piece, guard)) {
        out.write(piece, 0, read);
        done += read;
        context.checkOnTime();
        int percent = total <= 0 ? (int) (done >> 26) : (int) (done * 100 / total);
        if (percent != told) {
          told = percent;
          context.progress(
              Optional.empty(),
              total <= 0 ? OptionalInt.empty() : OptionalInt.of(percent),
              "downloading, " + new DataSize(done) + " so far");
        }
      }
    }
    if (total >= 0 && done != total) {
      throw new IOException(
          String.format(Locale.ROOT, "the connection ended after %d of %d bytes", done, total));
    }
  }

  private int read(InputStream body, byte[] piece, StallGuard guard) throws IOException {
    try {
      int read = body.read(piece);
      guard.alive();
      return read;
    } catch (IOException e) {
      throw guard.hasStalled()
          ? new IOException("received nothing for " + Durations.format(patience), e)
          : e;
    }
  }

  private static OutputStream append(Path part, Extent extent) throws IOException {
    return extent.have() == 0
        ? Files.newOutputStream(part)
        : Files.newOutputStream(part, StandardOpenOption.APPEND);
  }

  /** Strong validators only: a weak ETag does not promise equal bytes. */
  private static void keepValidator(HttpResponse<?> response, Path file) throws IOException {
    Optional<String> validator =
        response
            .headers()
            .firstValue("ETag")
            .filter(tag -> !tag.startsWith("W/"))
            .or(() -> response.headers().firstValue("Last-Modified"));
    if (validator.isPresent()) {
      Files.writeString(file, validator.get());
    } else {
      Files.deleteIfExists(file);
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
