package dev.casement.http;

import dev.casement.files.CompleteFile;
import dev.casement.report.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Downloads a file by HTTP or HTTPS, and resumes a partial download.
 *
 * <p>A partial file is resumed only when the server confirms, by ETag or date, that it still serves
 * the same bytes (RFC 9110, 13.1.5 If-Range and 14.2 Range).
 */
public final class Transfer implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final int PIECE = 1 << 16;

  private final HttpClient client;
  private final Redirects redirects;
  private final Duration patience;

  /**
   * The server or a proxy refuses to send the file, or sends another one, so retrying is pointless.
   */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    public Refused(String why) {
      super(why);
    }

    Refused(String why, Throwable cause) {
      super(why, cause);
    }
  }

  /** Follows a transfer; an exception that it throws ends the transfer. */
  @FunctionalInterface
  public interface Follower {
    /**
     * Called after each piece.
     *
     * @param done bytes received so far, including earlier tries
     * @param total bytes of the whole file, or -1 when the server does not say
     */
    void at(long done, long total);

    /**
     * Called before anything is written; the parameters are those of {@link #at}.
     *
     * @throws Refused when this cannot be the file
     */
    default void begin(long done, long total) throws IOException {}

    /**
     * Called when everything has arrived, before the file gets its name.
     *
     * @throws Refused when this is not the file; it is deleted then
     */
    default void complete(Path part) throws IOException {}
  }

  /**
   * @param proxies the proxies to use
   * @param patience how long a connection may be idle before it counts as broken
   */
  public Transfer(ProxyVariables proxies, Duration patience) {
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .build();
    this.redirects = new Redirects(client, proxies);
  }

  /**
   * Downloads the file, in one try.
   *
   * @param limit time limit for the headers, which may not be longer than the connection may be
   *     idle
   * @throws Refused when retrying is pointless
   * @throws IOException when another try may resume here
   */
  public void bring(URI from, Path target, Duration limit, Follower follower)
      throws IOException, InterruptedException {
    Path part = CompleteFile.partOf(target);
    long have = resumable(part) ? Files.size(part) : 0;
    Map<String, String> headers =
        have > 0
            ? Map.of(
                "Range", "bytes=" + have + "-", "If-Range", Files.readString(validatorOf(part)))
            : Map.of();
    Duration forHeaders = limit.compareTo(patience) < 0 ? limit : patience;
    HttpResponse<InputStream> response = redirects.get(from, forHeaders, headers);
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> have = 0;
        case 206 -> {}
        case 407 -> throw new Refused("the proxy rejected this user");
        case 416 -> {
          // The file is complete or too long, yet an earlier build did not accept it.
          delete(part);
          throw new IOException(
              "the server has nothing after the part already downloaded; downloading again");
        }
        case 408, 425, 429, 500, 502, 503, 504 ->
            throw new IOException("the server answered " + response.statusCode());
        default -> throw new Refused("the server answered " + response.statusCode());
      }
      receive(response, body, part, have, follower);
    }
    try {
      follower.complete(part);
    } catch (Refused e) {
      delete(part);
      throw e;
    }
    CompleteFile.publish(part, target);
    Files.deleteIfExists(validatorOf(part));
  }

  private static Path validatorOf(Path part) {
    return part.resolveSibling(part.getFileName() + ".validator");
  }

  private static boolean resumable(Path part) throws IOException {
    return Files.exists(part) && Files.exists(validatorOf(part)) && !WebPage.isIn(part);
  }

  private static void delete(Path part) throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(validatorOf(part));
  }

  /**
   * @param have bytes from an earlier try, which this answer continues
   */
  private void receive(
      HttpResponse<?> response, InputStream body, Path part, long have, Follower follower)
      throws IOException {
    long rest = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long total = rest < 0 ? -1 : have + rest;
    long done = have;
    try (StallGuard guard = new StallGuard(body, patience)) {
      byte[] first = have == 0 ? first(guard) : new byte[0];
      if (WebPage.begins(first)) {
        throw new Refused("the server sends a web page instead of the file" + type(response));
      }
      follower.begin(done, total);
      // Not before: a page must not replace what has arrived of the file.
      keepValidator(response, validatorOf(part));
      try (OutputStream out = append(part, have)) {
        byte[] piece = new byte[PIECE];
        out.write(first);
        done += first.length;
        follower.at(done, total);
        for (int read = guard.read(piece); read >= 0; read = guard.read(piece)) {
          out.write(piece, 0, read);
          done += read;
          follower.at(done, total);
        }
      }
    }
    if (total >= 0 && done != total) {
      throw new IOException(
          String.format(Locale.ROOT, "the connection ended after %d of %d bytes", done, total));
    }
  }

  /** The first bytes of a file: as many as it takes to recognize a web page, if there are. */
  private static byte[] first(StallGuard guard) throws IOException {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    byte[] piece = new byte[WebPage.ENOUGH];
    for (int read = guard.read(piece); read >= 0; read = guard.read(piece)) {
      first.write(piece, 0, read);
      if (first.size() >= WebPage.ENOUGH) {
        break;
      }
    }
    return first.toByteArray();
  }

  private static String type(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .map(type -> " (" + Printable.line(type) + ")")
        .orElse("");
  }

  private static OutputStream append(Path part, long have) throws IOException {
    return have == 0
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

  @Override
  public void close() {
    client.close();
  }
}
