package dev.casement.http;

import dev.casement.files.CompleteFile;
import dev.casement.report.Secret;
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
  private final ProxyVariables proxies;
  private final Duration patience;

  /** The server or a proxy refuses to send the file, so retrying is pointless. */
  public static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }

    Refused(String why, Throwable cause) {
      super(why, cause);
    }
  }

  /**
   * Receives the progress of a transfer after each piece; an exception it throws ends the transfer.
   */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done bytes received so far, including earlier tries
     * @param total bytes of the whole file, or -1 when the server does not say
     */
    void at(long done, long total);
  }

  /**
   * @param proxies the proxies to use
   * @param patience how long a connection may be idle before it counts as broken
   */
  public Transfer(ProxyVariables proxies, Duration patience) {
    this.proxies = proxies;
    this.patience = patience;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT)
            .proxy(proxies)
            .build();
  }

  /**
   * Downloads the file, in one try.
   *
   * @param limit time limit
   * @throws Refused when retrying is pointless
   * @throws IOException when another try may resume here
   */
  public void bring(URI from, Path target, Duration limit, Progress progress)
      throws IOException, InterruptedException {
    Path part = CompleteFile.partOf(target);
    Path validatorFile = part.resolveSibling(part.getFileName() + ".validator");
    long have = Files.exists(part) && Files.exists(validatorFile) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(from).timeout(limit);
    // The client does not forward this header to the server behind the proxy.
    Optional<Secret> authorization = proxies.authorization(from);
    authorization.ifPresent(basic -> request.header("Proxy-Authorization", basic.reveal()));
    if (have > 0) {
      request
          .header("Range", "bytes=" + have + "-")
          .header("If-Range", Files.readString(validatorFile));
    }
    HttpResponse<InputStream> response = send(request.build());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case 200 -> have = 0;
        case 206 -> {}
        case 407 -> throw new Refused("the proxy rejected this user");
        case 416 -> {
          // The file is complete or too long, yet an earlier build did not accept it.
          Files.deleteIfExists(part);
          Files.deleteIfExists(validatorFile);
          throw new IOException(
              "the server has nothing after the part already downloaded; downloading again");
        }
        case 408, 425, 429, 500, 502, 503, 504 ->
            throw new IOException("the server answered " + response.statusCode());
        default -> throw new Refused("the server answered " + response.statusCode());
      }
      keepValidator(response, validatorFile);
      long rest = response.headers().firstValueAsLong("Content-Length").orElse(-1);
      receive(body, part, new Extent(have, rest < 0 ? -1 : have + rest), progress);
    }
    CompleteFile.publish(part, target);
    Files.deleteIfExists(validatorFile);
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IllegalArgumentException e) {
      // The request itself is valid: the client was redirected to an invalid address.
      throw new Refused(
          "it redirects to a host whose name Java's HTTP client does not accept, such as one with"
              + " an underscore ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /**
   * @param have bytes from an earlier try
   * @param total bytes of the whole file, or -1 when the server does not say
   */
  private record Extent(long have, long total) {}

  private void receive(InputStream body, Path part, Extent extent, Progress progress)
      throws IOException {
    long done = extent.have();
    try (StallGuard guard = new StallGuard(body, patience);
        OutputStream out = append(part, extent)) {
      byte[] piece = new byte[PIECE];
      for (int read = guard.read(piece); read >= 0; read = guard.read(piece)) {
        out.write(piece, 0, read);
        done += read;
        progress.at(done, extent.total());
      }
    }
    if (extent.total() >= 0 && done != extent.total()) {
      throw new IOException(
          String.format(
              Locale.ROOT, "the connection ended after %d of %d bytes", done, extent.total()));
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

  @Override
  public void close() {
    client.close();
  }
}
