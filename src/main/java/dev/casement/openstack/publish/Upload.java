package dev.casement.openstack.publish;

import dev.casement.http.Answer;
import dev.casement.http.Request;
import dev.casement.http.Web;
import dev.casement.openstack.cloud.Keystone;
import dev.casement.openstack.cloud.PublishFailures;
import dev.casement.openstack.cloud.Session;
import dev.casement.openstack.image.Glance;
import dev.casement.openstack.image.ImageContent;
import dev.casement.openstack.image.ImageData;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.StoredImage;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Uploads one file to the store and verifies that the store holds the same bytes.
 *
 * <p>An interrupted upload is retried: on the same image if Glance has put it back to {@code
 * queued}, else on a new one. After a failure the unfinished image is removed; if that fails too,
 * the user is told which image is left.
 */
public final class Upload {
  /** An upload that has made no progress for this long is stuck. */
  private static final Duration STALL = Duration.ofMinutes(3);

  /** Time for Glance to finish once it has all data: a store may copy everything once more. */
  private static final Duration SETTLE = Duration.ofMinutes(30);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final long LOOKS = SETTLE.dividedBy(LOOK);

  /** How many checks in a row may find an import idle: replicas lag behind. */
  private static final int IDLE_LOOKS = 6;

  private static final int MOST_TRIES = 4;

  private final Glance glance;
  private final Keystone keystone;
  private final PublishListener listener;
  private final ImageContent content;
  private String way = "file";

  /** The id of the image being uploaded. */
  private String id = "";

  public Upload(Glance glance, Keystone keystone, PublishListener listener, ImageContent content) {
    this.glance = glance;
    this.keystone = keystone;
    this.listener = listener;
    this.content = content;
  }

  /** Creates the image and fills it; it is {@code active} and compared when this returns. */
  public StoredImage run(NewImage image) {
    try {
      StoredImage done = fill(image);
      requireSame(done, image.diskFormat());
      return done;
    } catch (RuntimeException e) {
      cleanUp(e);
      throw e;
    }
  }

  private StoredImage fill(NewImage image) {
    create(image);
    for (int attempt = 1; ; attempt++) {
      Optional<StoredImage> done = attempt(attempt);
      if (done.isEmpty()) {
        done = ready(image);
      }
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  private void create(NewImage image) {
    id = UUID.randomUUID().toString();
    glance.create(id, image);
  }

  /** One attempt; empty when another one may succeed. */
  private Optional<StoredImage> attempt(int attempt) {
    try (ImageData data = content.data()) {
      return attempt(attempt, data);
    }
  }

  private Optional<StoredImage> attempt(int attempt, ImageData data) {
    Session session = keystone.session();
    Answer answer;
    try {
      answer = send(glance.dataRequest(session, id, way), data);
    } catch (IOException e) {
      return afterBreak(attempt, data, e);
    }
    if (answer.isSuccess()) {
      return Optional.of(settled());
    }
    if (answer.status() == 401 && attempt < MOST_TRIES) {
      keystone.renew(session);
      return Optional.empty();
    }
    if (requiresImport(answer) && glance.importMethods().contains("glance-direct")) {
      way = "stage";
      return Optional.empty();
    }
    boolean passing = Web.isPassing(answer) || answer.status() == 409;
    // A proxy before Glance may have timed out while Glance is still working.
    Optional<StoredImage> arrived = passing ? arrived(data) : Optional.empty();
    if (arrived.isEmpty() && passing && attempt < MOST_TRIES) {
      return again(attempt, Optional.of(answer), "Glance answered HTTP " + answer.status());
    }
    return Optional.of(
        arrived.orElseThrow(() -> glance.refusal("take the data of the image", answer)));
  }

  /** The image, if only the answer was lost; waits while Glance is processing the data. */
  private Optional<StoredImage> arrived(ImageData data) {
    Optional<StoredImage> now = glance.show(id);
    for (long look = 0; look < LOOKS && data.isSent(); look++) {
      if (now.filter(image -> image.is("saving") || image.is("importing")).isEmpty()) {
        break;
      }
      tellWaiting(now.get());
      Web.pause(LOOK);
      now = glance.show(id);
    }
    return now.filter(StoredImage::isActive);
  }

  private void tellWaiting(StoredImage image) {
    listener.progress(OptionalInt.of(100), "waiting for Glance, which is " + image.status());
  }

  private Optional<StoredImage> afterBreak(int attempt, ImageData data, IOException e) {
    Optional<StoredImage> arrived = arrived(data);
    if (arrived.isPresent()) {
      return arrived;
    }
    String why = glance.web().trouble(glance.address(), e);
    if (attempt >= MOST_TRIES) {
      throw PublishFailures.of(
          "the upload broke "
              + attempt
              + " times, last after "
              + mebibytes(data.sent())
              + ": "
              + why,
          "check the network and Glance, then run the same command again",
          e);
    }
    return again(attempt, Optional.empty(), "the upload broke: " + why);
  }

  /** Whether the cloud permits data by interoperable import only. */
  private boolean requiresImport(Answer answer) {
    return way.equals("file") && (answer.status() == 403 || answer.status() == 405);
  }

  private Optional<StoredImage> again(int attempt, Optional<Answer> answer, String why) {
    Duration pause = glance.web().pauseBefore(attempt, answer);
    listener.warn(why + "; trying again in " + pause.toSeconds() + " s");
    Web.pause(pause);
    return Optional.empty();
  }

  private StoredImage settled() {
    if (way.equals("stage")) {
      glance.importStaged(id);
    }
    return active();
  }

  /** Waits until the image is active. */
  private StoredImage active() {
    int idle = 0;
    for (long look = 0; look < LOOKS; look++) {
      StoredImage now =
          glance
              .show(id)
              .orElseThrow(
                  () ->
                      PublishFailures.of(
                          "image " + id + " was deleted in the meantime", "publish again"));
      switch (now.status()) {
        case "active" -> {
          return now;
        }
        case "killed", "deleted", "pending_delete", "deactivated" ->
            throw PublishFailures.of(
                "image " + id + " became " + now.status(),
                "ask the operator of the cloud for its log");
        // A failed import puts the image back to queued; over a quota, there is no other sign of
        // it.
        case "queued" -> idle += way.equals("stage") ? 1 : 0;
        default -> {}
      }
      if (idle > IDLE_LOOKS
          || now.property("os_glance_failed_import").filter(to -> !to.isEmpty()).isPresent()) {
        throw PublishFailures.of(
            "Glance could not import image " + id,
            "check whether the project's quota is used up, or ask the operator of the cloud for its"
                + " log");
      }
      tellWaiting(now);
      Web.pause(LOOK);
    }
    throw PublishFailures.of(
        "image " + id + " was not active after " + SETTLE.toMinutes() + " minutes",
        "ask the operator of the cloud for its log");
  }

  /**
   * Makes sure that an image can take data: the same one, or a new one in its place. Returns the
   * image if it has become active meanwhile.
   */
  private Optional<StoredImage> ready(NewImage wanted) {
    Optional<StoredImage> now = glance.show(id);
    if (now.filter(image -> image.isActive() || image.is("queued")).isEmpty()) {
      glance.delete(id);
      create(wanted);
    }
    return now.filter(StoredImage::isActive);
  }

  /**
   * Compares the stored image with the built one. Glance computes a hash of the data it receives,
   * so the file is hashed here only if they differ.
   */
  private void requireSame(StoredImage image, String format) {
    if (!image.diskFormat().equals(format)) {
      throw PublishFailures.of(
          "this cloud made "
              + image.diskFormat()
              + " of an image that was sent as "
              + format
              + ", so that it cannot be compared with what was built",
          "build it with image: { format: "
              + image.diskFormat()
              + " }, or ask the operator of the"
              + " cloud");
    }
    boolean digested = image.hashAlgorithm().equals("sha512");
    long size = content.size();
    if (image.size() == size && digested && image.hash().equals(content.sha512())) {
      return;
    }
    if (!content.actualSha512().equals(content.sha512())) {
      throw PublishFailures.of(
          content.file() + " does not match its manifest, or changed while it was read",
          "compare its SHA-512 with manifest.json, and build again");
    }
    if (image.size() != size || digested) {
      throw PublishFailures.of(
          "what Glance stores differs from what was sent: "
              + image.size()
              + " bytes, "
              + image.hashAlgorithm()
              + " "
              + image.hash(),
          "publish again; if this persists, check for a proxy or gateway in between");
    }
    listener.warn(
        "this cloud digests images by \""
            + image.hashAlgorithm()
            + "\", not SHA-512: only the size was compared");
  }

  private Answer send(Request request, ImageData data) throws IOException {
    CompletableFuture<Answer> answer = glance.web().upload(request, data);
    Watch watch = new Watch(data);
    try {
      while (true) {
        try {
          return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          watch.look();
        }
      }
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw BuildException.cancelled();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case BuildException known -> throw known;
        case UncheckedIOException unread -> throw content.unreadable(unread);
        case Error defect -> throw defect;
        case null, default -> throw new IOException(String.valueOf(e.getCause()), e);
      }
    } catch (IOException | RuntimeException e) {
      // The transfer has stalled, or the listener has stopped the upload.
      answer.cancel(true);
      throw e;
    }
  }

  /** Watches the progress of the data. */
  private final class Watch {
    private final ImageData data;
    private final long begun = System.nanoTime();
    private long lastSent;
    private long lastMoved = begun;

    Watch(ImageData data) {
      this.data = data;
    }

    void look() throws IOException {
      long now = System.nanoTime();
      long sent = data.sent();
      if (sent != lastSent) {
        lastSent = sent;
        lastMoved = now;
      }
      Duration still = Duration.ofNanos(now - lastMoved);
      if (still.compareTo(data.isSent() ? SETTLE : STALL) > 0) {
        throw new IOException("no data was transferred for " + still.toMinutes() + " minutes");
      }
      double seconds = (now - begun) / 1e9;
      listener.progress(
          OptionalInt.of((int) (sent * 100 / Math.max(1, content.size()))), state(sent, seconds));
    }

    private String state(long sent, double seconds) {
      double rate = sent / seconds;
      long left = rate < 1 ? 0 : Math.round((content.size() - sent) / rate);
      return data.isSent()
          ? "sent, waiting for Glance"
          : mebibytes(sent)
              + " of "
              + mebibytes(content.size())
              + ", "
              + mebibytes(Math.round(rate))
              + "/s, "
              + left
              + " s left";
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  private void cleanUp(RuntimeException failure) {
    boolean stopped =
        failure instanceof BuildException known && known.failure() == Failure.CANCELLED;
    // An interrupt would abort the clean-up.
    boolean interrupted = Thread.interrupted();
    try {
      if (stopped) {
        // Before the deletion: a user who pressed Ctrl-C may not wait for its end.
        listener.warn("removing image " + id);
        glance.deleteInHurry(id);
      } else {
        glance.delete(id);
      }
    } catch (BuildException e) {
      failure.addSuppressed(e);
      listener.warn(
          "image " + id + " could not be removed (" + e.what() + "): openstack image delete " + id);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
